/** What the person chooses for this browser: devices, layout, push-to-talk, audio only, blur, captions. */

import type { Effect, State, Step } from "./model";
import type { Inputs, Settings } from "./settings";
import { also } from "./steps";
import { retryDevices, tellDevices, toggle } from "./update_devices";

export function set(state: State, change: Partial<Settings>): Step {
  const before = state.settings;
  const settings = { ...before, ...change };
  const differs = (key: keyof Settings) => settings[key] !== before[key];
  const after = { ...state, settings };
  const again = {
    microphone: (differs("microphone") || differs("noiseSuppression")) && state.microphone.state === "live",
    camera: differs("camera") && state.camera.state === "live",
  };
  const effects: Effect[] = [{ type: "remember_settings", settings }];
  if (again.microphone || again.camera) effects.push({ type: "acquire", ...again });
  if (differs("blur")) effects.push({ type: "blur", on: settings.blur });
  if (differs("ownCaptions")) effects.push({ type: "own_captions", on: settings.ownCaptions });
  const step: Step = [after, effects];
  // Push-to-talk begins in silence: nobody is heard by having chosen it.
  return differs("pushToTalk") && settings.pushToTalk && state.microphone.wanted
    ? also(step, (s) => toggle(s, "microphone"))
    : step;
}

/** The space bar went down or up. */
export function talk(state: State, on: boolean): Step {
  const { settings, microphone } = state;
  const held = settings.pushToTalk && microphone.state === "live" && state.media.mode !== "elsewhere";
  return held && microphone.wanted !== on ? toggle(state, "microphone") : [state, []];
}

/** One tap: no pictures either way, and the same tap brings back what was. */
export function audioOnly(state: State, on: boolean): Step {
  if (on === state.audioOnly.on) return [state, []];
  const shown = state.camera.wanted;
  if (on) {
    const after = { ...state, audioOnly: { on, camera: shown } };
    return shown && state.camera.state === "live" ? toggle(after, "camera") : withoutCamera(after);
  }
  const { camera } = state.audioOnly;
  const after = { ...state, audioOnly: { on, camera: false } };
  return camera && !shown ? toggle(after, "camera") : [after, []];
}

function withoutCamera(state: State): Step {
  const camera = { ...state.camera, wanted: false };
  return also([{ ...state, camera }, [{ type: "release_camera" }]], tellDevices);
}

/** Devices came or went. One that was missed is asked for again; a chosen one that is back is used again. */
export function inputsChanged(state: State, inputs: Inputs): Step {
  const after = { ...state, inputs };
  if (state.link.kind === "closed" || state.media.mode === "elsewhere") return [after, []];
  const back = (kind: "microphone" | "camera") => {
    const chosen = state.settings[kind];
    const had = (list: Inputs) => list[kind].some(({ id }) => id === chosen);
    return chosen !== "" && state[kind].state === "live" && had(inputs) && !had(state.inputs);
  };
  // The first list of a page is no news of anything being plugged in.
  const known = state.inputs.microphone.length + state.inputs.camera.length > 0;
  const again = { microphone: known && back("microphone"), camera: known && back("camera") };
  const more = (kind: "microphone" | "camera") => inputs[kind].length > state.inputs[kind].length;
  const missed = (["microphone", "camera"] as const).some(
    (kind) => ["missing", "interrupted"].includes(state[kind].state) && more(kind),
  );
  const step: Step = [after, again.microphone || again.camera ? [{ type: "acquire", ...again }] : []];
  return missed ? also(step, retryDevices) : step;
}
