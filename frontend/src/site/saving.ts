// Forms that are kept as they are filled in (`data-keep` names where to). A bad line loses nothing: what could not be
// saved stays on the page, is tried again by itself, and the page says so and asks before it is left.
// Nothing is put into the browser's storage, since these forms hold health facts.

const FIRST_RETRY_MS = 1000;
const LONGEST_RETRY_MS = 30_000;

export interface Answer {
  saved?: boolean;
  says?: string;
  revision?: number;
  help?: boolean;
}

/** How long to wait before try number `tries` (from 1), in milliseconds. */
export function retryAfter(tries: number): number {
  return Math.min(FIRST_RETRY_MS * 2 ** (tries - 1), LONGEST_RETRY_MS);
}

/** Keeps `form` saved as it changes; returns what undoes that. */
export function keepSaved(form: HTMLFormElement, send = fetch): () => void {
  const { keep: address = "", keepAfterMs = "0", keepSaving, keepSaved, keepFailed } = form.dataset;
  const calm = Number(keepAfterMs);
  const status = form.querySelector<HTMLElement>("[data-keep-status]");
  let dirty = false;
  let busy = false;
  let refused = false;
  let tries = 0;
  let timer: number | undefined;
  let waitingToSend: HTMLElement | null | undefined;

  // Asked for rather than read, since it changes while an answer is awaited.
  const changedMeanwhile = (): boolean => dirty;

  const say = (text: string | undefined): void => {
    if (status && text !== undefined && status.textContent !== text) status.textContent = text;
  };

  const plan = (wait: number): void => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => void save(), wait);
  };

  const take = (answer: Answer): void => {
    if (answer.revision !== undefined) {
      const revision = form.elements.namedItem("revision");
      if (revision instanceof HTMLInputElement) revision.value = String(answer.revision);
    }
    if (answer.help) for (const part of document.querySelectorAll<HTMLElement>("[data-help-now]")) part.hidden = false;
  };

  const save = async (): Promise<void> => {
    if (busy || refused || !dirty) return;
    busy = true;
    dirty = false;
    say(keepSaving);
    try {
      const response = await send(address, {
        method: "POST",
        body: new FormData(form),
        headers: { Accept: "application/json" },
        credentials: "same-origin",
      });
      // A proxy's or a sign-in page's HTML is as little a saved form as no answer at all.
      if (response.status >= 500 || response.redirected) throw new Error(`not saved: ${response.status}`);
      const answer = (await response.json()) as Answer;
      take(answer);
      tries = 0;
      if (answer.saved) say(changedMeanwhile() ? keepSaving : (answer.says ?? keepSaved));
      else {
        refused = true; // trying the same again would change nothing: a person must look
        dirty = true;
        say(answer.says ?? keepFailed);
      }
    } catch {
      dirty = true;
      tries += 1;
      say(keepFailed);
      plan(retryAfter(tries));
    } finally {
      busy = false;
    }
    if (waitingToSend !== undefined) form.requestSubmit(waitingToSend);
    else if (dirty && !refused && tries === 0) plan(calm);
  };

  const changed = (): void => {
    dirty = true;
    refused = false;
    if (tries === 0) plan(calm);
  };
  const online = (): void => {
    if (dirty) plan(0);
  };
  const leaving = (event: BeforeUnloadEvent): void => {
    if (dirty || busy) event.preventDefault();
  };
  const sending = (event: SubmitEvent): void => {
    window.clearTimeout(timer);
    if (busy) {
      // The save under way raises the revision, which the form must carry.
      event.preventDefault();
      waitingToSend = event.submitter;
      return;
    }
    dirty = false; // the form itself carries everything now
    refused = true;
  };

  form.addEventListener("input", changed);
  form.addEventListener("submit", sending);
  window.addEventListener("online", online);
  window.addEventListener("beforeunload", leaving);
  return () => {
    window.clearTimeout(timer);
    form.removeEventListener("input", changed);
    form.removeEventListener("submit", sending);
    window.removeEventListener("online", online);
    window.removeEventListener("beforeunload", leaving);
  };
}

/** Keeps every form of the page that asks for it. */
export function keepForms(root: ParentNode): void {
  for (const form of root.querySelectorAll<HTMLFormElement>("form[data-keep]")) keepSaved(form);
}
