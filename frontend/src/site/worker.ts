// The service worker: shows what is pushed, and opens the site when it is pressed. It keeps nothing and fetches nothing.

interface Pushed {
  title: string;
  body?: string;
  url?: string;
}

interface Notified extends Event {
  readonly notification: { close(): void; readonly data: unknown };
  waitUntil(done: Promise<unknown>): void;
}

interface PushArrived extends Event {
  readonly data: { text(): string } | null;
  waitUntil(done: Promise<unknown>): void;
}

interface Window_ {
  readonly url: string;
  focus(): Promise<unknown>;
  navigate(url: string): Promise<unknown>;
}

/** The part of a service worker's scope that is used here; the page's own types don't know it. */
interface Scope {
  readonly registration: { showNotification(title: string, options: object): Promise<void> };
  readonly clients: {
    matchAll(options: object): Promise<readonly Window_[]>;
    openWindow(url: string): Promise<unknown>;
    claim(): Promise<void>;
  };
  readonly location: { readonly origin: string };
  skipWaiting(): Promise<void>;
  addEventListener(kind: "install" | "activate" | "push", listener: (event: PushArrived) => void): void;
  addEventListener(kind: "notificationclick", listener: (event: Notified) => void): void;
}

const scope = self as unknown as Scope;

/** A message that can't be read must still show something: browsers end subscriptions that stay silent. */
function read(text: string): Pushed {
  try {
    const said = JSON.parse(text) as Partial<Pushed>;
    return { title: said.title ?? "", body: said.body ?? "", url: said.url ?? "/" };
  } catch {
    return { title: "", url: "/" };
  }
}

/** Where a press leads: only ever to this site. */
function ours(url: string): string {
  const whole = new URL(url, scope.location.origin);
  return whole.origin === scope.location.origin ? whole.href : scope.location.origin;
}

scope.addEventListener("install", (event) => event.waitUntil(scope.skipWaiting()));
scope.addEventListener("activate", (event) => event.waitUntil(scope.clients.claim()));

scope.addEventListener("push", (event) => {
  const { title, body, url } = read(event.data?.text() ?? "");
  event.waitUntil(
    scope.registration.showNotification(title || "•", { body, data: { url }, icon: "/static/vip/mark.svg" }),
  );
});

scope.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const data = event.notification.data as { url?: string } | null;
  const url = ours(data?.url ?? "/");
  const open = async (): Promise<unknown> => {
    const windows = await scope.clients.matchAll({ type: "window", includeUncontrolled: true });
    const there = windows.find((window) => window.url === url);
    return there ? there.focus() : scope.clients.openWindow(url);
  };
  event.waitUntil(open());
});
