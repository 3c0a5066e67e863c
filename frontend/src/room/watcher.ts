/** Tells the server how tall each tile is, when that has settled and differs from what it knows. */

import type { PersonId } from "./protocol.generated";

const SETTLE_MS = 250;
/** The protocol's own limit. */
const TALLEST = 4320;

export interface Watcher {
  readonly see: (heights: ReadonlyMap<PersonId, number>) => void;
  /** Nobody looks at a hidden page: no pictures need to be sent. */
  readonly hidden: (hidden: boolean) => void;
  /** A new line was set up, and knows nothing yet. */
  readonly again: () => void;
}

export function watcher(tell: (heights: Readonly<Record<PersonId, number>>) => void): Watcher {
  let heights: ReadonlyMap<PersonId, number> = new Map();
  let away = false;
  let told = "";
  let timer: ReturnType<typeof setTimeout> | undefined;

  function later(): void {
    clearTimeout(timer);
    timer = setTimeout(() => {
      const now = Object.fromEntries(
        [...heights].map(([person, height]) => [person, away ? 0 : clamped(height)]),
      );
      const text = JSON.stringify(now);
      if (text === told) return;
      told = text;
      tell(now);
    }, SETTLE_MS);
  }

  return {
    see: (seen) => {
      heights = seen;
      later();
    },
    hidden: (hidden) => {
      away = hidden;
      later();
    },
    again: () => {
      told = "";
      later();
    },
  };
}

function clamped(height: number): number {
  return Math.max(0, Math.min(TALLEST, Math.round(height)));
}
