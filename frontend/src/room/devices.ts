/** The microphone and the camera of this browser: asked for, held, released, and watched for being taken away. */

import type { DeviceKind, DeviceState } from "./model";
import type { Treated } from "./background";
import type { Tracks } from "./peer";
import { inputsOf, type Inputs, type Settings } from "./settings";

const MICROPHONE: MediaTrackConstraints = { echoCancellation: true, autoGainControl: true };
/** 540 lines are sharp enough for a tile, and a third layer of a quarter the height is still a face. */
const CAMERA: MediaTrackConstraints = {
  width: { ideal: 960 },
  height: { ideal: 540 },
  frameRate: { ideal: 24, max: 30 },
};

export interface Devices {
  readonly tracks: () => Tracks;
  /** The camera's picture for the self-view; null while there is none. */
  readonly picture: () => MediaStream | null;
  readonly acquire: (microphone: boolean, camera: boolean, settings: Settings) => void;
  /** Softens the background of the picture, of the present camera and of those to come. */
  readonly blur: (on: boolean) => void;
  /** Tells the devices there are now, and whenever that changes. */
  readonly list: () => void;
  readonly enableMicrophone: (on: boolean) => void;
  readonly releaseCamera: () => void;
  readonly release: () => void;
}

export interface DevicesListener {
  readonly onState: (device: DeviceKind, state: DeviceState) => void;
  readonly onTracks: (tracks: Tracks) => void;
  readonly onInputs: (inputs: Inputs) => void;
  readonly onBlurFailed: () => void;
}

export function openDevices({ onState, onTracks, onInputs, onBlurFailed }: DevicesListener): Devices {
  /** As the browser gave them; `tracks` tells them as they are sent. */
  const held: Record<DeviceKind, MediaStreamTrack | null> = { microphone: null, camera: null };
  let treated: Treated | null = null;
  let blurred = false;
  let picture: MediaStream | null = null;
  /** Rises with every wish and release: what arrives for an older wish is let go at once. */
  const wish = { microphone: 0, camera: 0 };
  let treatment = 0;

  const tracks = (): Tracks => ({ microphone: held.microphone, camera: treated?.track ?? held.camera });

  function tell(): void {
    const { camera } = tracks();
    if (picture?.getVideoTracks()[0] !== camera) picture = camera === null ? null : new MediaStream([camera]);
    onTracks(tracks());
  }

  function hold(kind: DeviceKind, track: MediaStreamTrack | null): void {
    held[kind]?.stop();
    held[kind] = track;
    if (track !== null) {
      const mine = () => held[kind] === track;
      // `ended`: unplugged, or permission taken back. `mute`: a phone call or another app has it for now.
      track.addEventListener("ended", () => mine() && interrupted(kind));
      track.addEventListener("mute", () => mine() && onState(kind, "interrupted"));
      track.addEventListener("unmute", () => mine() && onState(kind, "live"));
    }
    if (kind === "camera") void treat();
    else tell();
  }

  /** Brings the treated picture up to date with the camera. Nothing untreated is sent while the blur is being made. */
  async function treat(): Promise<void> {
    const { camera } = held;
    treatment += 1;
    const mine = treatment;
    const old = treated;
    treated = null;
    if (!blurred || camera === null) {
      tell();
      old?.stop();
      return;
    }
    if (old === null) onTracks({ ...tracks(), camera: null });
    try {
      const { soften } = await import("./background");
      const fresh = await soften(camera);
      if (mine === treatment) treated = fresh;
      else fresh.stop();
    } catch {
      if (mine === treatment) {
        blurred = false;
        onBlurFailed();
      }
    }
    old?.stop();
    if (mine === treatment) tell();
  }

  function interrupted(kind: DeviceKind): void {
    hold(kind, null);
    onState(kind, "interrupted");
  }

  function release(kind: DeviceKind): void {
    wish[kind] += 1;
    if (held[kind] !== null) hold(kind, null);
  }

  /** Asks for all that is wanted in one question; where that fails, for each alone: one can do without the other. */
  async function acquire(kinds: readonly DeviceKind[], settings: Settings): Promise<void> {
    const wishes = kinds.map((kind) => (wish[kind] += 1));
    const current = (kind: DeviceKind) => wish[kind] === wishes[kinds.indexOf(kind)];
    // A phone cannot open one camera while it holds another.
    if (kinds.includes("camera")) held.camera?.stop();
    try {
      const stream = await ask(kinds, settings);
      for (const kind of kinds) {
        const [track] = kind === "microphone" ? stream.getAudioTracks() : stream.getVideoTracks();
        if (!current(kind)) track?.stop();
        else if (track) take(kind, track);
      }
      list();
    } catch (error) {
      if (kinds.length > 1)
        for (const kind of kinds) await (current(kind) ? acquire([kind], settings) : undefined);
      else
        for (const kind of kinds) {
          if (!current(kind)) continue;
          if (held[kind] !== null) hold(kind, null);
          onState(kind, failure(error));
        }
    }
  }

  function take(kind: DeviceKind, track: MediaStreamTrack): void {
    if (kind === "camera") track.contentHint = "motion";
    else track.contentHint = "speech";
    // Silent until the state says otherwise: `live` is answered with what is wanted.
    if (kind === "microphone") track.enabled = false;
    hold(kind, track);
    onState(kind, "live");
  }

  function list(): void {
    const media = navigator.mediaDevices as MediaDevices | undefined;
    void media?.enumerateDevices().then((devices) => onInputs(inputsOf(devices)));
  }
  (navigator.mediaDevices as MediaDevices | undefined)?.addEventListener("devicechange", list);

  return {
    tracks,
    picture: () => picture,
    acquire: (microphone, camera, settings) => {
      const kinds: DeviceKind[] = [
        ...(microphone ? ["microphone" as const] : []),
        ...(camera ? ["camera" as const] : []),
      ];
      void acquire(kinds, settings);
    },
    blur: (on) => {
      blurred = on;
      void treat();
    },
    list,
    enableMicrophone: (on) => {
      if (held.microphone) held.microphone.enabled = on;
    },
    releaseCamera: () => release("camera"),
    release: () => {
      release("microphone");
      release("camera");
    },
  };
}

function ask(kinds: readonly DeviceKind[], settings: Settings): Promise<MediaStream> {
  // Absent on insecure addresses and in some embedded browsers.
  const media = navigator.mediaDevices as MediaDevices | undefined;
  if (!media) return Promise.reject(new DOMException("no devices here", "NotFoundError"));
  // `ideal`: a chosen device that is not there today gives way to any other.
  const chosen = (id: string) => (id === "" ? {} : { deviceId: { ideal: id } });
  return media.getUserMedia({
    audio: kinds.includes("microphone") && {
      ...MICROPHONE,
      noiseSuppression: settings.noiseSuppression,
      ...chosen(settings.microphone),
    },
    // A camera that was chosen by name need not be the one that faces the person.
    video: kinds.includes("camera") && {
      ...CAMERA,
      ...(settings.camera === "" ? { facingMode: "user" } : chosen(settings.camera)),
    },
  });
}

/** What a refusal of getUserMedia means to the person (Media Capture and Streams, 10.3). */
export function failure(error: unknown): DeviceState {
  const name = error instanceof DOMException ? error.name : "";
  switch (name) {
    case "NotAllowedError":
    case "SecurityError":
      return "refused";
    case "NotFoundError":
    case "OverconstrainedError":
      return "missing";
    default:
      return "busy";
  }
}
