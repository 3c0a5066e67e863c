/** The microphone and the camera of this browser: asked for, held, released, and watched for being taken away. */

import type { DeviceKind, DeviceState } from "./model";
import type { Tracks } from "./peer";

const MICROPHONE: MediaTrackConstraints = {
  echoCancellation: true,
  noiseSuppression: true,
  autoGainControl: true,
};
/** 540 lines are sharp enough for a tile, and a third layer of a quarter the height is still a face. */
const CAMERA: MediaTrackConstraints = {
  width: { ideal: 960 },
  height: { ideal: 540 },
  frameRate: { ideal: 24, max: 30 },
  facingMode: "user",
};

export interface Devices {
  readonly tracks: () => Tracks;
  /** The camera's picture for the self-view; null while there is none. */
  readonly picture: () => MediaStream | null;
  readonly acquire: (microphone: boolean, camera: boolean) => void;
  readonly enableMicrophone: (on: boolean) => void;
  readonly releaseCamera: () => void;
  readonly release: () => void;
}

export interface DevicesListener {
  readonly onState: (device: DeviceKind, state: DeviceState) => void;
  readonly onTracks: (tracks: Tracks) => void;
}

export function openDevices({ onState, onTracks }: DevicesListener): Devices {
  let tracks: Tracks = { microphone: null, camera: null };
  let picture: MediaStream | null = null;
  /** Rises with every release: what arrives for an older wish is let go at once. */
  const wish = { microphone: 0, camera: 0 };

  function hold(kind: DeviceKind, track: MediaStreamTrack | null): void {
    tracks[kind]?.stop();
    tracks = { ...tracks, [kind]: track };
    if (kind === "camera") picture = track === null ? null : new MediaStream([track]);
    if (track !== null) {
      const mine = () => tracks[kind] === track;
      // `ended`: unplugged, or permission taken back. `mute`: a phone call or another app has it for now.
      track.addEventListener("ended", () => mine() && interrupted(kind));
      track.addEventListener("mute", () => mine() && onState(kind, "interrupted"));
      track.addEventListener("unmute", () => mine() && onState(kind, "live"));
    }
    onTracks(tracks);
  }

  function interrupted(kind: DeviceKind): void {
    hold(kind, null);
    onState(kind, "interrupted");
  }

  function release(kind: DeviceKind): void {
    wish[kind] += 1;
    if (tracks[kind] !== null) hold(kind, null);
  }

  /** Asks for all that is wanted in one question; where that fails, for each alone, so that one can do without the other. */
  async function acquire(kinds: readonly DeviceKind[]): Promise<void> {
    const wishes = kinds.map((kind) => (wish[kind] += 1));
    const current = (kind: DeviceKind) => wish[kind] === wishes[kinds.indexOf(kind)];
    try {
      const stream = await ask(kinds);
      for (const kind of kinds) {
        const [track] = kind === "microphone" ? stream.getAudioTracks() : stream.getVideoTracks();
        if (!current(kind)) track?.stop();
        else if (track) take(kind, track);
      }
    } catch (error) {
      if (kinds.length > 1) for (const kind of kinds) await (current(kind) ? acquire([kind]) : undefined);
      else for (const kind of kinds) if (current(kind)) onState(kind, failure(error));
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

  return {
    tracks: () => tracks,
    picture: () => picture,
    acquire: (microphone, camera) => {
      const kinds: DeviceKind[] = [
        ...(microphone ? ["microphone" as const] : []),
        ...(camera ? ["camera" as const] : []),
      ];
      void acquire(kinds);
    },
    enableMicrophone: (on) => {
      if (tracks.microphone) tracks.microphone.enabled = on;
    },
    releaseCamera: () => release("camera"),
    release: () => {
      release("microphone");
      release("camera");
    },
  };
}

function ask(kinds: readonly DeviceKind[]): Promise<MediaStream> {
  // Absent on insecure addresses and in some embedded browsers.
  const media = navigator.mediaDevices as MediaDevices | undefined;
  if (!media) return Promise.reject(new DOMException("no devices here", "NotFoundError"));
  return media.getUserMedia({
    audio: kinds.includes("microphone") && MICROPHONE,
    video: kinds.includes("camera") && CAMERA,
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
