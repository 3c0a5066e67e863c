/**
 * The room app as plain data: the state, what happens to it (events), and what it asks of the world (effects).
 * `update` is the one place where an event changes the state; shells turn effects into sockets, tracks and sound.
 */

import type {
  AnyCommand,
  Captioned,
  ChatLine,
  ConnectionId,
  IceServer,
  MediaView,
  PersonId,
  PersonView,
  Reaction,
  RoomView,
  You,
} from "./protocol.generated";
import { LOSSLESS, type Grade, type Losses } from "./quality";
import { NO_INPUTS, type Inputs, type Settings } from "./settings";

export type { Effect, Event, Step } from "./events";

/** The page's configuration, written by the server into `#room-config`. */
export interface Config {
  readonly socketPath: string;
  readonly helpPhone: string;
  readonly leaveUrl: string;
  readonly language: string;
  /** The session as the page knew it, for the moments before the first snapshot. */
  readonly title: string;
  /** The relays for the network check; a call gets its own. */
  readonly iceServers: readonly IceServer[];
}

type WithoutId<T> = T extends { readonly id: string } ? Omit<T, "id"> : never;
/** A command before the connection has given it an id. */
export type Order = WithoutId<AnyCommand>;

// --- state ----------------------------------------------------------------------------------------------------------

export type Link =
  /** Not yet: the person looks at camera, microphone and network first. */
  | { readonly kind: "checking" }
  | { readonly kind: "connecting"; readonly attempt: number }
  | { readonly kind: "online" }
  /** Not connected; a retry is on its way. `moving`: the server said that it restarts. */
  | { readonly kind: "waiting"; readonly attempt: number; readonly moving: boolean }
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
  readonly chat: readonly ChatLine[];
  readonly media: MediaView | null;
  /** Server clock minus this browser's, in milliseconds. */
  readonly clockAhead: number;
}

/** Something to say once, quietly: read aloud by screen readers, and shown for a while where it is a `notice`. */
export type Saying =
  | { readonly kind: NamedSaying; readonly name: string }
  | { readonly kind: PlainSaying }
  | { readonly kind: "wrote"; readonly name: string; readonly text: string; readonly toOneself: boolean }
  | { readonly kind: "refused"; readonly sentence: string };
/** Sayings about somebody. */
export type NamedSaying =
  | "joined"
  | "left"
  | "knocked"
  | "hand"
  | "sharing"
  | "turn_of"
  | "spotlit"
  | "distress"
  | "interrupted"
  | "breakout"
  | "wants_share";
/** Sayings about oneself or the whole room. */
export type PlainSaying =
  | "admitted"
  | "muted"
  | "camera_stopped"
  | "locked"
  | "unlocked"
  | "lost"
  | "back"
  | "saving"
  | "saved"
  | "no_blur"
  | "no_captions"
  | "no_share"
  | "your_turn"
  | "break_began"
  | "break_over"
  | "held"
  | "resumed"
  | "back_in_room"
  | "side_room"
  | "share_granted"
  | "share_ended"
  | "distress_seen";
export interface Said {
  readonly key: number;
  readonly saying: Saying;
}

export type Dialog =
  | { readonly kind: "remove"; readonly person: PersonId }
  | { readonly kind: "leave" }
  | { readonly kind: "end" }
  | { readonly kind: "more" }
  | { readonly kind: "devices" }
  | { readonly kind: "topic" }
  | { readonly kind: "help" }
  /** Where somebody is today and whom to call: fetched when opened, and every look is written down by the server. */
  | { readonly kind: "safety"; readonly person: PersonId };

/** Where somebody in trouble can be found, as far as they told on their way in. The server's own names. */
export interface SafetyFacts {
  readonly legal_name: string;
  readonly address: string;
  readonly state: string;
  readonly state_name: string;
  readonly callback_number: string;
  readonly emergency_name: string;
  readonly emergency_phone: string;
  readonly emergency_relationship: string;
  readonly told_at: string | null;
}
export type Safety =
  | { readonly kind: "asking" }
  | { readonly kind: "known"; readonly facts: SafetyFacts }
  | { readonly kind: "failed" };

/** What stands beside the stage, or covers its lower part on a phone. */
export type Panel = "people" | "chat" | "tools";

export interface State {
  readonly link: Link;
  readonly room: Room | null;
  readonly microphone: Device;
  readonly camera: Device;
  /** What the room was told of an interruption and has not yet confirmed. */
  readonly toldInterrupted: boolean | null;
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
  readonly panel: Panel | null;
  readonly selfHidden: boolean;
  /** A device trouble note was dismissed. */
  readonly troubleDismissed: boolean;
  readonly settings: Settings;
  readonly inputs: Inputs;
  /** No pictures in either direction; `camera`: whether one's own was on before. */
  readonly audioOnly: { readonly on: boolean; readonly camera: boolean };
  /** Who spoke last, and is large in the speaker layout. */
  readonly focus: PersonId | null;
  /** One's own connection, as measured here; null before the first samples. */
  readonly grade: Grade | null;
  /** One's own picture is held back so that the voice gets through. */
  readonly saving: boolean;
  /** Whose picture should flow and doesn't: the media server saves the line for voices. */
  readonly stalled: ReadonlySet<PersonId>;
  /** What the media server last told of one's own connection. */
  readonly losses: Losses;
  /** The media server withholds pictures from this page for want of bandwidth. */
  readonly picturesPaused: boolean;
  /** One's own screen is being captured. */
  readonly capturing: boolean;
  readonly unread: number;
  /** To whom the next line of chat goes: everyone, the clinicians, or one person's id. */
  readonly writeTo: string;
  readonly reactions: readonly Shown<Reaction>[];
  readonly captions: readonly Shown<Captioned>[];
  readonly safety: Safety;
}

/** Something of somebody's that is shown for a while. */
export interface Shown<T> {
  readonly key: number;
  readonly person: PersonId;
  readonly what: T;
}

/** What this tab was like before it was reloaded. */
export interface Choice {
  readonly microphone: boolean;
  readonly camera: boolean;
}

export interface Beginning {
  readonly remembered: Choice | null;
  readonly settings: Settings;
  /** The device check was passed in this tab already. */
  readonly joined: boolean;
  /** Wide enough for a panel to stand beside the tiles. */
  readonly wide: boolean;
}

export function initial({ remembered, settings, joined, wide }: Beginning): State {
  const { microphone, camera } = remembered ?? { microphone: true, camera: true };
  return {
    link: joined ? { kind: "connecting", attempt: 0 } : { kind: "checking" },
    room: null,
    microphone: { wanted: microphone && !settings.pushToTalk, state: "off", told: null },
    camera: { wanted: camera, state: "off", told: null },
    toldInterrupted: null,
    undecided: remembered === null,
    media: { mode: "off", current: null, next: null, failures: 0, lastGeneration: 0 },
    speaking: new Set(),
    soundBlocked: false,
    log: [],
    notices: [],
    saidSoFar: 0,
    dialog: null,
    panel: wide ? "people" : null,
    selfHidden: false,
    troubleDismissed: false,
    settings,
    inputs: NO_INPUTS,
    audioOnly: { on: false, camera: false },
    focus: null,
    grade: null,
    saving: false,
    stalled: new Set(),
    losses: LOSSLESS,
    picturesPaused: false,
    capturing: false,
    unread: 0,
    writeTo: "everyone",
    reactions: [],
    captions: [],
    safety: { kind: "asking" },
  };
}

export function facilitates(you: Pick<You, "part">): boolean {
  return you.part === "facilitator" || you.part === "cofacilitator";
}

/** Whether others are to hear or see this person from this browser. */
export function gives(device: Device): boolean {
  return device.wanted && device.state === "live";
}
