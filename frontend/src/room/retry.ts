/** When to try again: exponential, jittered so that a room's browsers do not come back in one wave, and capped. */

const FIRST_MS = 500;
const LONGEST_MS = 8_000;

/** Milliseconds to wait before attempt `attempt` (0 is the first retry); `random` is uniform in [0, 1). */
export function retryDelay(attempt: number, random: number): number {
  const ceiling = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt, 10));
  return Math.round(ceiling / 2 + (ceiling / 2) * random);
}
