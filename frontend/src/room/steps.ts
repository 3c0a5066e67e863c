/** How steps are put together: one change after another, with the effects of all. */

import type { Saying, State, Step } from "./model";

/** How many sayings a screen reader's log keeps. */
const LOG_LENGTH = 6;

export function also(step: Step, next: (state: State) => Step): Step {
  const [state, effects] = next(step[0]);
  return [state, [...step[1], ...effects]];
}

/** Says something once. What needs no eyes (who came, who went) goes to the log only; the tiles show it already. */
export function say(state: State, saying: Saying): Step {
  const said = { key: state.saidSoFar + 1, saying };
  const after = { ...state, saidSoFar: said.key, log: [...state.log, said].slice(-LOG_LENGTH) };
  return seen(saying)
    ? [
        { ...after, notices: [...after.notices, said].slice(-2) },
        [{ type: "notice_over_later", key: said.key }],
      ]
    : [after, []];
}

/** Read aloud only: the tiles, the banners or a mark show it already. */
const HEARD_ONLY: ReadonlySet<Saying["kind"]> = new Set([
  "joined",
  "left",
  "knocked",
  "hand",
  "sharing",
  "turn_of",
  "spotlit",
  "distress",
  "interrupted",
  "breakout",
  "side_room",
  "lost",
  "back",
  "saving",
  "break_began",
  "held",
  "your_turn",
]);

function seen(saying: Saying): boolean {
  // What was written to oneself alone is shown at once; what everyone reads waits behind the mark on the button.
  return saying.kind === "wrote" ? saying.toOneself : !HEARD_ONLY.has(saying.kind);
}
