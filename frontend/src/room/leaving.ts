/** Tells the server by HTTP that the person left, as nobody knows whether the socket still carried it. */

import type { ConnectionId } from "./protocol.generated";
import { retryDelay } from "./retry";

const PATIENCE_MS = 8_000;
/** Whoever is offline for longer has closed the page by then. */
const GIVE_UP_MS = 120_000;

/** Says it again until it was answered; a page that goes meanwhile leaves its last attempt to the browser. */
export async function tellLeft(connection: ConnectionId, csrfToken: string): Promise<void> {
  const until = Date.now() + GIVE_UP_MS;
  for (let attempt = 0; Date.now() < until; attempt += 1) {
    if (await told(connection, csrfToken)) return;
    await new Promise((resolve) => setTimeout(resolve, retryDelay(attempt, Math.random())));
  }
}

async function told(connection: ConnectionId, csrfToken: string): Promise<boolean> {
  try {
    // Relative to the room's own page.
    const answer = await fetch("leave/", {
      method: "POST",
      headers: { "X-CSRFToken": csrfToken },
      body: new URLSearchParams({ connection }),
      cache: "no-store",
      keepalive: true,
      redirect: "error",
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    // What the server refuses it will refuse again.
    return answer.status < 500;
  } catch {
    return false;
  }
}
