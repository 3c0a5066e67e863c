// The preferences page's switch for notifications on this device: asks the browser only when the button is pressed.

interface Words {
  readonly on: string;
  readonly off: string;
  readonly denied: string;
  readonly unsupported: string;
  readonly failed: string;
}

/** The VAPID key as the browser's push manager wants it (base64url, RFC 4648 section 5). */
export function bytesOf(key: string): Uint8Array<ArrayBuffer> {
  const text = atob(key.replace(/-/g, "+").replace(/_/g, "/").padEnd(Math.ceil(key.length / 4) * 4, "="));
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

/** What a person calls the browser they sit at: enough to tell a phone from a laptop in a list. */
export function nameOf(agent: string): string {
  const [, browser] =
    [/(Edg)\//, /(Firefox)\//, /(?:Chrome|CriOS)\//, /(Safari)\//]
      .map((pattern, index) => [pattern.test(agent), ["Edge", "Firefox", "Chrome", "Safari"][index]] as const)
      .find(([matches]) => matches) ?? [];
  const [, system] =
    [/iPhone/, /iPad/, /Android/, /Windows/, /Mac OS/, /Linux/]
      .map(
        (pattern, index) =>
          [pattern.test(agent), ["iPhone", "iPad", "Android", "Windows", "Mac", "Linux"][index]] as const,
      )
      .find(([matches]) => matches) ?? [];
  return [browser, system].filter(Boolean).join(", ");
}

/** Binds the switch where the page has one. */
export function bindPush(page: Document): void {
  const section = page.querySelector<HTMLElement>("[data-push]");
  if (section) void new Switch(section).begin();
}

class Switch {
  private readonly words: Words;
  private registration: ServiceWorkerRegistration | null = null;

  constructor(private readonly section: HTMLElement) {
    this.words = this.part("[data-push-words]").dataset as unknown as Words;
  }

  async begin(): Promise<void> {
    if (!("serviceWorker" in navigator && "PushManager" in window && "Notification" in window)) {
      this.say(this.words.unsupported);
      return;
    }
    this.button("on").addEventListener("click", () => void this.tried(() => this.turnOn()));
    this.button("off").addEventListener("click", () => void this.tried(() => this.turnOff()));
    this.part("[data-push-actions]").hidden = false;
    await this.tried(async () => {
      this.registration = (await navigator.serviceWorker.getRegistration("/")) ?? null;
      this.show((await this.registration?.pushManager.getSubscription()) != null, { quietly: true });
    });
  }

  private async turnOn(): Promise<void> {
    if ((await Notification.requestPermission()) !== "granted") {
      this.say(this.words.denied);
      return;
    }
    this.registration = await navigator.serviceWorker.register(this.given("worker"), { scope: "/" });
    await navigator.serviceWorker.ready;
    const subscription = await this.registration.pushManager.subscribe({
      userVisibleOnly: true,
      applicationServerKey: bytesOf(this.given("key")),
    });
    await this.post(this.given("subscribe"), { ...subscription.toJSON(), label: nameOf(navigator.userAgent) });
    this.show(true);
  }

  private async turnOff(): Promise<void> {
    const subscription = await this.registration?.pushManager.getSubscription();
    if (subscription) {
      await this.post(this.given("unsubscribe"), { endpoint: subscription.endpoint });
      await subscription.unsubscribe();
    }
    this.show(false);
  }

  private async post(address: string, body: object): Promise<void> {
    const token = this.section.ownerDocument.querySelector<HTMLInputElement>("[name=csrfmiddlewaretoken]");
    const answer = await fetch(address, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": token?.value ?? "" },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`refused: ${answer.status}`);
  }

  private async tried(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch {
      this.say(this.words.failed);
    }
  }

  private show(on: boolean, { quietly = false } = {}): void {
    this.button("on").hidden = on;
    this.button("off").hidden = !on;
    if (on || !quietly) this.say(on ? this.words.on : this.words.off);
    // The page knows the devices and which kinds of message may come this way; it is asked anew.
    if (!quietly) location.reload();
  }

  private say(words: string): void {
    const said = this.part("[data-push-said]");
    said.textContent = words;
    said.hidden = false;
  }

  private button(which: "on" | "off"): HTMLButtonElement {
    return this.part(`[data-push-${which}]`) as HTMLButtonElement;
  }

  /** What the page says in a data attribute. */
  private given(name: string): string {
    return this.section.dataset[name] ?? "";
  }

  private part(selector: string): HTMLElement {
    const found = this.section.querySelector<HTMLElement>(selector);
    if (!found) throw new Error(`the page lacks ${selector}`);
    return found;
  }
}
