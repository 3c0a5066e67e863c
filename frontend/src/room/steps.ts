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

function seen(saying: Saying): boolean {
  return ["admitted", "muted", "locked", "unlocked", "refused"].includes(saying.kind);
}
