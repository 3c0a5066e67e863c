/** Who is speaking, from audio levels: pure, with hysteresis so that rings do not flicker between words. */

import type { PersonId } from "./protocol.generated";

/** Linear level (0..1, RFC 6464 scaled) above which someone is taken to speak: about -36 dBov. */
const LOUD = 0.016;
/** A pause between words is shorter than this. */
const HOLD_MS = 700;

/** When each person was last loud, in the clock of `now` (milliseconds). */
export type LastLoud = ReadonlyMap<PersonId, number>;

/** `before` brought up to date with the levels heard now; those silent for longer than a pause are forgotten. */
export function heard(before: LastLoud, levels: ReadonlyMap<PersonId, number>, now: number): LastLoud {
  const after = new Map([...before].filter(([, at]) => now - at < HOLD_MS));
  for (const [person, level] of levels) if (level >= LOUD) after.set(person, now);
  return after;
}
