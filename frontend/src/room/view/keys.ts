/** Push-to-talk: the space bar opens the microphone while it is held. */

import { useEffect } from "preact/hooks";
import { useWorld } from "./context";

/** Where space means something else: a space. */
const WRITING = "input, textarea, select, [contenteditable]";

export function useKeys(pushToTalk: boolean): void {
  const { runtime } = useWorld();
  useEffect(() => {
    if (!pushToTalk) return;
    const binding = new AbortController();
    const { signal } = binding;
    const ours = (event: KeyboardEvent) =>
      event.code === "Space" && !(event.target instanceof Element && event.target.closest(WRITING) !== null);
    const down = (event: KeyboardEvent) => {
      if (!ours(event)) return;
      // A focused button would be pressed as well; Enter still presses it.
      event.preventDefault();
      if (!event.repeat) runtime.act({ type: "talk", on: true });
    };
    const up = (event: KeyboardEvent) => {
      if (!ours(event)) return;
      event.preventDefault();
      runtime.act({ type: "talk", on: false });
    };
    addEventListener("keydown", down, { signal });
    addEventListener("keyup", up, { signal });
    // The release of a key that was pressed here goes elsewhere when the window loses the focus.
    addEventListener("blur", () => runtime.act({ type: "talk", on: false }), { signal });
    return () => binding.abort();
  }, [runtime, pushToTalk]);
}
