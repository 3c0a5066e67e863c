/** What every component may use: the state's runtime, the words, and the page's configuration. */

import { createContext } from "preact";
import { useContext, useEffect, useState } from "preact/hooks";
import type { Config } from "../model";
import type { Runtime } from "../runtime";
import type { Strings } from "../strings";

export interface World {
  readonly runtime: Runtime;
  readonly strings: Strings;
  readonly config: Config;
}

export const WorldContext = createContext<World | null>(null);

export function useWorld(): World {
  const world = useContext(WorldContext);
  if (world === null) throw new Error("a component was rendered outside the room app");
  return world;
}

/** The browser's clock, brought up to date every `everyMs`. */
export function useNow(everyMs: number): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}
