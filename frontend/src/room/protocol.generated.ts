// Generated from rooms/protocol/messages.py by `manage.py generate_protocol`. Do not edit.

export const SUBPROTOCOL = "vip.room.v1";

/** Why the server closes: code of `closing` to WebSocket close code. */
export const CLOSE_CODES = {
  left: 1000,
  restarting: 4012,
  unavailable: 4013,
  malformed: 4400,
  unsupported: 4400,
  signed_out: 4401,
  foreign_origin: 4403,
  no_such_room: 4403,
  account_inactive: 4403,
  link_for_another_session: 4403,
  not_on_roster: 4403,
  session_cancelled: 4403,
  session_over: 4403,
  too_early: 4403,
  room_locked: 4403,
  role_changed: 4403,
  silent: 4408,
  replaced: 4409,
  room_ended: 4410,
  removed: 4411,
  too_large: 4413,
  too_frequent: 4429,
} as const;
export type ClosingCode = keyof typeof CLOSE_CODES;

/** Codes of `error`. */
export type ErrorCode =
  | "bad_offer"
  | "malformed"
  | "media_superseded"
  | "media_unavailable"
  | "no_such_person"
  | "not_admitted"
  | "not_allowed"
  | "not_connected"
  | "removed"
  | "room_ended"
  | "room_locked"
  | "too_frequent"
  | "too_large"
  | "unavailable"
  | "unknown_type";

export type CommandId = string;
export type ConnectionId = string;
export type PersonId = string;

/** What someone is in this session; it comes from staff assignment alone. */
export type Part = "client" | "facilitator" | "cofacilitator" | "guest";

/** Where someone stands with the room; an admission lasts for the session. */
export type Standing = "lobby" | "admitted" | "removed";

/** Where the room is in its life. It opens when a facilitator first enters. */
export type Phase = "waiting" | "open" | "ended";

/** Ask for a fresh snapshot. */
export interface Sync {
  readonly type: "sync";
  readonly id: CommandId;
}

/** Mute or unmute oneself. */
export interface SetMicrophone {
  readonly type: "set_microphone";
  readonly id: CommandId;
  readonly on: boolean;
}

/** Stop or start one's own camera. */
export interface SetCamera {
  readonly type: "set_camera";
  readonly id: CommandId;
  readonly on: boolean;
}

/** Leave by the button: an explicit exit that attendance never bridges. */
export interface Leave {
  readonly type: "leave";
  readonly id: CommandId;
}

/** Open or renew media: the browser always offers. Answered by `answer`. */
export interface Offer {
  readonly type: "offer";
  readonly id: CommandId;
  readonly sdp: string;
}

/** How tall each person's tile is now, in device pixels; 0 where no picture is wanted. Chooses simulcast layers. */
export interface Watch {
  readonly type: "watch";
  readonly id: CommandId;
  readonly heights: Readonly<Record<PersonId, number>>;
}

/** Let one waiting person in. */
export interface Admit {
  readonly type: "admit";
  readonly id: CommandId;
  readonly person: PersonId;
}

/** Let everyone in who waits. */
export interface AdmitAll {
  readonly type: "admit_all";
  readonly id: CommandId;
}

/** Mute one person. They may unmute themselves; nobody is ever unmuted by another. */
export interface Mute {
  readonly type: "mute";
  readonly id: CommandId;
  readonly person: PersonId;
}

/** Mute every client and guest. */
export interface MuteAll {
  readonly type: "mute_all";
  readonly id: CommandId;
}

/** Remove someone for the rest of the session. */
export interface Remove {
  readonly type: "remove";
  readonly id: CommandId;
  readonly person: PersonId;
}

/** Lock or unlock the room: while it is locked nobody new may knock. */
export interface SetLock {
  readonly type: "set_lock";
  readonly id: CommandId;
  readonly on: boolean;
}

/** End the session for everyone. */
export interface End {
  readonly type: "end";
  readonly id: CommandId;
}

/** The answer to `ping`; what keeps presence alive. */
export interface Pong {
  readonly type: "pong";
}

/** The viewer as the room knows them. */
export interface You {
  readonly id: PersonId;
  readonly name: string;
  readonly part: Part;
  readonly standing: Standing;
  readonly microphone: boolean;
  readonly camera: boolean;
}

/** What every viewer may know of the room itself. */
export interface RoomView {
  readonly phase: Phase;
  readonly locked: boolean;
  readonly facilitated: boolean;
  readonly title: string;
  readonly starts_at: string;
  readonly ends_at: string;
}

/** Another person, as this viewer may see them. `waiting_since` is set only for those in the lobby. */
export interface PersonView {
  readonly id: PersonId;
  readonly name: string;
  readonly pronouns: string;
  readonly part: Part;
  readonly standing: Standing;
  readonly connected: boolean;
  readonly microphone: boolean;
  readonly camera: boolean;
  readonly waiting_since: string | null;
}

/** A TURN or STUN server in the shape that RTCPeerConnection takes. */
export interface IceServer {
  readonly urls: readonly string[];
  readonly username: string;
  readonly credential: string;
}

/** What a browser needs in order to write its offer. */
export interface MediaView {
  readonly seats: number;
  readonly ice_servers: readonly IceServer[];
}

/** The whole of what this viewer may see, at `version`. Every connection begins with one. */
export interface Snapshot {
  readonly type: "snapshot";
  readonly version: number;
  readonly now: string;
  readonly connection: ConnectionId;
  readonly you: You;
  readonly room: RoomView;
  readonly people: readonly PersonView[];
  readonly media: MediaView | null;
}

/** What became different for this viewer: snapshot + changes = fresh snapshot. Only what differs is present. `version` rises but may skip: what changed in between was not this viewer's to see. The server itself watches for losses and sends a fresh `snapshot` after one. */
export interface Changed {
  readonly type: "changed";
  readonly version: number;
  readonly you?: You;
  readonly room?: RoomView;
  readonly people?: readonly PersonView[];
  readonly gone?: readonly PersonId[];
}

/** The command with this id was carried out. */
export interface Ok {
  readonly type: "ok";
  readonly id: CommandId;
}

/** The media server's answer to the offer with this id. */
export interface Answer {
  readonly type: "answer";
  readonly id: CommandId;
  readonly sdp: string;
}

/** The command with this id (None: a message that could not be read) was refused. `code` is stable. */
export interface Error {
  readonly type: "error";
  readonly id: CommandId | null;
  readonly code: string;
  readonly sentence: string;
}

/** Seat `seat` of the viewer's peer connection carries `person`. */
export interface SeatView {
  readonly seat: number;
  readonly person: PersonId;
}

/** The whole seating of the viewer's peer connection. */
export interface Seats {
  readonly type: "seats";
  readonly seats: readonly SeatView[];
}

/** The media server went away: make a new peer connection and a new offer. */
export interface MediaLost {
  readonly type: "media_lost";
}

/** A newer tab or device of the same person owns the media now. */
export interface MediaElsewhere {
  readonly type: "media_elsewhere";
}

/** Are you there? Answer with `pong`. Sent by the server since a hidden tab's own timers sleep. */
export interface Ping {
  readonly type: "ping";
}

/** The last message before the server closes, with the reason; `reconnect` says whether trying again helps. */
export interface Closing {
  readonly type: "closing";
  readonly code: string;
  readonly sentence: string;
  readonly reconnect: boolean;
}

export type AnyCommand =
  | Sync
  | SetMicrophone
  | SetCamera
  | Leave
  | Offer
  | Watch
  | Admit
  | AdmitAll
  | Mute
  | MuteAll
  | Remove
  | SetLock
  | End;

export type FromBrowser =
  | Sync
  | SetMicrophone
  | SetCamera
  | Leave
  | Offer
  | Watch
  | Admit
  | AdmitAll
  | Mute
  | MuteAll
  | Remove
  | SetLock
  | End
  | Pong;

export type FromServer =
  | Snapshot
  | Changed
  | Ok
  | Answer
  | Error
  | Seats
  | MediaLost
  | MediaElsewhere
  | Ping
  | Closing;

