// A page's one dialog (#sheet): it opens when htmx has put something into it, and is empty again when it closes.

/** Binds for the life of the page; returns its unbinding. Without a dialog on the page there is nothing to do. */
export function openSheetWhenFilled(page: Document): () => void {
  const sheet = page.querySelector<HTMLDialogElement>("dialog#sheet");
  const content = page.querySelector<HTMLElement>("#sheet-content");
  if (!sheet || !content) return () => undefined;
  const filled = (event: Event): void => {
    if (!(event.target instanceof Node && content.contains(event.target))) return;
    if (!sheet.open) sheet.showModal();
    const wrong = content.querySelector<HTMLElement>("[aria-invalid='true']");
    (wrong ?? content.querySelector<HTMLElement>("h2"))?.focus();
  };
  const closed = (): void => content.replaceChildren();
  page.addEventListener("htmx:afterSettle", filled);
  sheet.addEventListener("close", closed);
  return () => {
    page.removeEventListener("htmx:afterSettle", filled);
    sheet.removeEventListener("close", closed);
  };
}
