/** One's own microphone and camera: what the person wants, what the device does, and what the room is told of it. */

import {
  gives,
  type Device,
  type DeviceKind,
  type DeviceState,
  type Effect,
  type State,
  type Step,
} from "./model";
import type { You } from "./protocol.generated";
import { also, say } from "./steps";

const KINDS = ["microphone", "camera"] as const;

/** The button was pressed. A camera that is switched off is released, so that its light goes out. */
export function toggle(state: State, kind: DeviceKind): Step {
  const device = state[kind];
  if (device.state === "asking") return [state, []];
  if (device.state !== "live") {
    const after = withDevice(state, kind, { wanted: true, state: "asking" });
    return [{ ...after, troubleDismissed: false }, [acquire([kind]), remembered(after)]];
  }
  const wanted = !device.wanted;
  const after = withDevice(state, kind, kind === "camera" ? { wanted, state: "off" } : { wanted });
  const act: Effect = kind === "camera" ? { type: "release_camera" } : { type: "microphone", on: wanted };
  return also([after, [act, remembered(after)]], tellDevices);
}

/** The device itself changed: it came alive, was refused, or was taken away. */
export function deviceChanged(state: State, kind: DeviceKind, now: DeviceState): Step {
  if (state.link.kind === "closed") return [state, [{ type: "release_devices" }]];
  const follow: Effect[] =
    kind === "microphone" && now === "live" ? [{ type: "microphone", on: state.microphone.wanted }] : [];
  return also([withDevice(state, kind, { state: now }), follow], tellDevices);
}

/** Asks again for whatever is wanted and not there. */
export function retryDevices(state: State): Step {
  const lacking = KINDS.filter(
    (kind) => state[kind].wanted && !["live", "asking"].includes(state[kind].state),
  );
  if (lacking.length === 0) return [state, []];
  const asking = lacking.reduce((after, kind) => withDevice(after, kind, { state: "asking" }), state);
  return [{ ...asking, troubleDismissed: false }, [acquire(lacking)]];
}

/** Tells the room how the devices are, where that differs from what it knows. Devices still asked for are no news. */
export function tellDevices(state: State): Step {
  const you = state.room?.you;
  if (you === undefined || state.link.kind !== "online" || state.media.mode === "elsewhere")
    return [state, []];
  let after = state;
  const effects: Effect[] = [];
  for (const kind of KINDS) {
    const device = state[kind];
    const on = gives(device);
    if (device.state === "asking" || on === (device.told ?? you[kind])) continue;
    after = withDevice(after, kind, { told: on });
    effects.push({
      type: "send",
      order: { type: kind === "microphone" ? "set_microphone" : "set_camera", on },
    });
  }
  const interrupted = KINDS.some((kind) => state[kind].wanted && state[kind].state === "interrupted");
  if (interrupted !== (state.toldInterrupted ?? you.interrupted)) {
    after = { ...after, toldInterrupted: interrupted };
    effects.push({ type: "send", order: { type: "set_interrupted", on: interrupted } });
  }
  return [after, effects];
}

/**
 * Takes note of how the room knows us. It may take our voice away, never give it: the microphone follows when a
 * clinician mutes it, and a page that is opened anew (not merely reloaded) comes back as silent as its person was.
 */
export function heed(state: State, you: You): Step {
  let after = state;
  for (const kind of KINDS)
    if (state[kind].told === you[kind]) after = withDevice(after, kind, { told: null });
  if (state.toldInterrupted === you.interrupted) after = { ...after, toldInterrupted: null };
  const before = state.room?.you;
  const settled = state.microphone.told === null; // else this may be an echo of what we said a moment ago
  const again = before === undefined && state.undecided && you.standing === "admitted" && !you.microphone;
  const muted = settled && before?.microphone === true && !you.microphone && gives(state.microphone);
  const step: Step = heedStoppedCamera(state, after, you);
  if (!again && !(muted && state.media.mode === "on")) return step;
  return also(step, (s) => {
    const silent = withDevice(s, "microphone", { wanted: false });
    return also(muted ? say(silent, { kind: "muted" }) : [silent, []], (now) => [
      now,
      [{ type: "microphone", on: false }, remembered(now)],
    ]);
  });
}

/** A clinician stopped the camera: it is let go of, and its person may start it again. */
function heedStoppedCamera(state: State, after: State, you: You): Step {
  const stopped =
    state.camera.told === null && state.room?.you.camera === true && !you.camera && gives(state.camera);
  if (!stopped || state.media.mode !== "on") return [after, []];
  const dark = withDevice(after, "camera", { wanted: false, state: "off" });
  return also(say(dark, { kind: "camera_stopped" }), (s) => [s, [{ type: "release_camera" }, remembered(s)]]);
}

function withDevice(state: State, kind: DeviceKind, change: Partial<Device>): State {
  return { ...state, [kind]: { ...state[kind], ...change } };
}

function acquire(kinds: readonly DeviceKind[]): Effect {
  return { type: "acquire", microphone: kinds.includes("microphone"), camera: kinds.includes("camera") };
}

function remembered(state: State): Effect {
  return { type: "remember", microphone: state.microphone.wanted, camera: state.camera.wanted };
}
