/**
 * The room app as plain data: the state, what happens to it (events), and what it asks of the world (effects).
 * `update` is the one place where an event changes the state; shells turn effects into sockets, tracks and sound.
 */

import type {
  AnyCommand,
  Closing,
  ConnectionId,
  FromServer,
  IceServer,
  MediaView,
  PersonId,
  PersonView,
  RoomView,
  You,
} from "./protocol.generated";

/** The page's configuration, written by the server into `#room-config`. */
export interface Config {
  readonly socketPath: string;
  readonly helpPhone: string;
  readonly leaveUrl: string;
  readonly language: string;
  /** The session as the page knew it, for the moments before the first snapshot. */
  readonly title: string;
}

type WithoutId<T> = T extends { readonly id: string } ? Omit<T, "id"> : never;
/** A command before the connection has given it an id. */
export type Order = WithoutId<AnyCommand>;

// --- state ----------------------------------------------------------------------------------------------------------

export type Link =
  | { readonly kind: "connecting"; readonly attempt: number }
  | { readonly kind: "online" }
  /** Not connected; a retry is on its way. */
  | { readonly kind: "waiting"; readonly attempt: number }
  /** Closed for good, by the server's reason. */
  | { readonly kind: "closed"; readonly code: string; readonly sentence: string };

/** How one of one's own devices is. `off`: released on purpose. `interrupted`: taken away, e.g. by a phone call. */
export type DeviceKind = "microphone" | "camera";
export type DeviceState = "off" | "asking" | "live" | "refused" | "missing" | "busy" | "interrupted";
export interface Device {
  /** What the person wants; others see or hear them when it is also `live`. */
  readonly wanted: boolean;
  readonly state: DeviceState;
  /** What the room was told and has not yet confirmed. */
  readonly told: boolean | null;
}

/** One peer connection, numbered; `seats` says who is carried where. */
export interface Line {
  readonly generation: number;
  readonly seats: ReadonlyMap<PersonId, number>;
  /** Whether its offer is on its way to a media server. */
  readonly offered: boolean;
}

export interface Media {
  /** `elsewhere`: a newer tab of the same person has the media. `off`: not admitted yet, or leaving. */
  readonly mode: "off" | "on" | "elsewhere";
  /** What is seen and heard now. */
  readonly current: Line | null;
  /** What is being set up to take its place: the old picture stays until the new one flows. */
  readonly next: Line | null;
  /** Failures in a row. */
  readonly failures: number;
  readonly lastGeneration: number;
}

export interface Room {
  readonly version: number;
  /** This browser's connection as the server knows it; a new socket asks to go on with it, and keeps its media. */
  readonly connection: ConnectionId;
  readonly you: You;
  readonly room: RoomView;
  readonly people: readonly PersonView[];
  readonly media: MediaView | null;
  /** Server clock minus this browser's, in milliseconds. */
  readonly clockAhead: number;
}

/** Something to say once, quietly: read aloud by screen readers, and shown for a while where it is a `notice`. */
export type Saying =
  | { readonly kind: "joined" | "left" | "knocked"; readonly name: string }
  | { readonly kind: "admitted" | "muted" | "locked" | "unlocked" | "lost" | "back" }
  | { readonly kind: "refused"; readonly sentence: string };
export interface Said {
  readonly key: number;
  readonly saying: Saying;
}

export type Dialog =
  | { readonly kind: "remove"; readonly person: PersonId }
  | { readonly kind: "leave" }
  | { readonly kind: "end" }
  | { readonly kind: "help" };

export interface State {
  readonly link: Link;
  readonly room: Room | null;
  readonly microphone: Device;
  readonly camera: Device;
  /** Nothing was chosen in this tab yet: the room's memory counts. */
  readonly undecided: boolean;
  readonly media: Media;
  readonly speaking: ReadonlySet<PersonId>;
  readonly soundBlocked: boolean;
  /** The last few sayings, for the live region; `notices` are those still on the screen. */
  readonly log: readonly Said[];
  readonly notices: readonly Said[];
  readonly saidSoFar: number;
  readonly dialog: Dialog | null;
  readonly panelOpen: boolean;
  readonly selfHidden: boolean;
  /** The settings a device trouble note was dismissed for. */
  readonly troubleDismissed: boolean;
}

// --- what happens ---------------------------------------------------------------------------------------------------

export type Event =
  | { readonly type: "dropped"; readonly closing: Closing | null; readonly random: number }
  | { readonly type: "connect_now" }
  | { readonly type: "said"; readonly message: FromServer; readonly now: number }
  | { readonly type: "refused"; readonly sentence: string }
  | { readonly type: "device"; readonly device: DeviceKind; readonly state: DeviceState }
  | { readonly type: "line_offered"; readonly generation: number }
  | { readonly type: "line_up"; readonly generation: number }
  | { readonly type: "line_lost"; readonly generation: number; readonly random: number }
  | { readonly type: "open_line"; readonly generation: number }
  | { readonly type: "speaking"; readonly people: ReadonlySet<PersonId> }
  | { readonly type: "sound_blocked"; readonly blocked: boolean }
  | { readonly type: "notice_over"; readonly key: number }
  // --- from here on: what the person does
  | { readonly type: "toggle"; readonly device: DeviceKind }
  | { readonly type: "retry_devices" }
  | { readonly type: "dismiss_trouble" }
  | { readonly type: "order"; readonly order: Order }
  | { readonly type: "ask"; readonly dialog: Dialog | null }
  | { readonly type: "panel"; readonly open: boolean }
  | { readonly type: "self_hidden"; readonly hidden: boolean }
  | { readonly type: "hear" }
  | { readonly type: "use_here" };

// --- what is asked of the world -------------------------------------------------------------------------------------

export type Effect =
  | { readonly type: "connect"; readonly afterMs: number; readonly resume: ConnectionId | null }
  | { readonly type: "disconnect" }
  | { readonly type: "send"; readonly order: Order }
  | {
      readonly type: "open_line";
      readonly generation: number;
      readonly seats: number;
      readonly iceServers: readonly IceServer[];
    }
  | { readonly type: "open_line_later"; readonly generation: number; readonly afterMs: number }
  | { readonly type: "close_line"; readonly generation: number }
  | { readonly type: "acquire"; readonly microphone: boolean; readonly camera: boolean }
  | { readonly type: "microphone"; readonly on: boolean }
  | { readonly type: "release_camera" }
  | { readonly type: "release_devices" }
  | { readonly type: "remember"; readonly microphone: boolean; readonly camera: boolean }
  | { readonly type: "chime" }
  | { readonly type: "resume_sound" }
  | { readonly type: "notice_over_later"; readonly key: number };

export type Step = readonly [State, readonly Effect[]];

/** What was chosen in this tab before it was reloaded. */
export interface Choice {
  readonly microphone: boolean;
  readonly camera: boolean;
}

export function initial(remembered: Choice | null, wide: boolean): State {
  const { microphone, camera } = remembered ?? { microphone: true, camera: true };
  return {
    link: { kind: "connecting", attempt: 0 },
    room: null,
    microphone: { wanted: microphone, state: "off", told: null },
    camera: { wanted: camera, state: "off", told: null },
    undecided: remembered === null,
    media: { mode: "off", current: null, next: null, failures: 0, lastGeneration: 0 },
    speaking: new Set(),
    soundBlocked: false,
    log: [],
    notices: [],
    saidSoFar: 0,
    dialog: null,
    panelOpen: wide,
    selfHidden: false,
    troubleDismissed: false,
  };
}

export function facilitates(you: Pick<You, "part">): boolean {
  return you.part === "facilitator" || you.part === "cofacilitator";
}

/** Whether others are to hear or see this person from this browser. */
export function gives(device: Device): boolean {
  return device.wanted && device.state === "live";
}
