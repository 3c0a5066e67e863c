/** Fetches where somebody is today and whom to call. The server writes down who looked, each time. */

import type { Safety, SafetyFacts } from "./model";
import type { PersonId } from "./protocol.generated";

const PATIENCE_MS = 8_000;

export async function safetyOf(person: PersonId, csrfToken: string): Promise<Safety> {
  try {
    // Relative to the room's own page.
    const answer = await fetch(`safety/${person}/`, {
      method: "POST",
      headers: { "X-CSRFToken": csrfToken },
      cache: "no-store",
      redirect: "error",
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    if (!answer.ok) return { kind: "failed" };
    return { kind: "known", facts: (await answer.json()) as SafetyFacts };
  } catch {
    return { kind: "failed" };
  }
}
