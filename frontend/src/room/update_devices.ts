/** One's own microphone and camera: what the person wants, what the device does, and what the room is told of it. */

import { gives, type DeviceKind, type DeviceState, type Effect, type State, type Step } from "./model";
import type { You } from "./protocol.generated";

/** The button was pressed. A camera that is switched off is released, so that its light goes out. */
export function toggle(state: State, kind: DeviceKind): Step {
  const device = state[kind];
  if (device.state === "asking") return [state, []];
  if (device.state !== "live") {
    const after: State = { ...state, [kind]: { wanted: true, state: "asking" }, troubleDismissed: false };
    return [after, [acquire(kind), remembered(after)]];
  }
  const wanted = !device.wanted;
  if (kind === "microphone") {
    const after: State = { ...state, microphone: { wanted, state: "live" } };
    return told(state, after, [{ type: "microphone", on: wanted }, remembered(after)]);
  }
  const after: State = { ...state, camera: { wanted: false, state: "off" } };
  return told(state, after, [{ type: "release_camera" }, remembered(after)]);
}

/** The device itself changed: it came alive, was refused, or was taken away. */
export function deviceChanged(state: State, kind: DeviceKind, now: DeviceState): Step {
  if (state.link.kind === "closed") return [state, [{ type: "release_devices" }]];
  const after: State = { ...state, [kind]: { ...state[kind], state: now } };
  const follow: Effect[] =
    kind === "microphone" && now === "live" ? [{ type: "microphone", on: state.microphone.wanted }] : [];
  return told(state, after, follow);
}

/** Asks again for whatever is wanted and not there. */
export function retryDevices(state: State): Step {
  const lacking = (kind: DeviceKind) => state[kind].wanted && !["live", "asking"].includes(state[kind].state);
  const [microphone, camera] = [lacking("microphone"), lacking("camera")];
  if (!microphone && !camera) return [state, []];
  return [
    {
      ...state,
      microphone: microphone ? { wanted: true, state: "asking" } : state.microphone,
      camera: camera ? { wanted: true, state: "asking" } : state.camera,
      troubleDismissed: false,
    },
    [{ type: "acquire", microphone, camera }],
  ];
}

/** Tells the room how the devices are, where that differs from what it believes. */
export function tellDevices(state: State): Step {
  const you = state.room?.you;
  if (you?.standing !== "admitted" || state.media.mode !== "on") return [state, []];
  const effects: Effect[] = [];
  if (gives(state.microphone) !== you.microphone) effects.push(voice(gives(state.microphone)));
  if (gives(state.camera) !== you.camera) effects.push(picture(gives(state.camera)));
  return [state, effects];
}

/** Whether `you` says that somebody else switched off the microphone that is in use here. */
export function mutedByOther(state: State, you: You): boolean {
  const before = state.room?.you.microphone ?? false;
  return before && !you.microphone && gives(state.microphone) && state.media.mode === "on";
}

function told(before: State, after: State, effects: readonly Effect[]): Step {
  const open = after.link.kind === "online" && after.room?.you.standing === "admitted" && after.media.mode === "on";
  if (!open) return [after, effects];
  const [voiceNow, pictureNow] = [gives(after.microphone), gives(after.camera)];
  const said = [...effects];
  if (voiceNow !== gives(before.microphone)) said.push(voice(voiceNow));
  if (pictureNow !== gives(before.camera)) said.push(picture(pictureNow));
  return [after, said];
}

const voice = (on: boolean): Effect => ({ type: "send", order: { type: "set_microphone", on } });
const picture = (on: boolean): Effect => ({ type: "send", order: { type: "set_camera", on } });
const acquire = (kind: DeviceKind): Effect => ({
  type: "acquire",
  microphone: kind === "microphone",
  camera: kind === "camera",
});

function remembered(state: State): Effect {
  return { type: "remember", microphone: state.microphone.wanted, camera: state.camera.wanted };
}
