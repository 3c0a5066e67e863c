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
  declined: 4403,
  room_full: 4403,
  gate_incomplete: 4403,
  second_factor: 4403,
  behind: 4408,
  removed: 4411,
  too_large: 4413,
  too_frequent: 4429,
} as const;
export type ClosingCode = keyof typeof CLOSE_CODES;

/** Codes of `error`. */
export type ErrorCode =
  | "bad_offer"
  | "breakouts_closed"
  | "breakouts_open"
  | "held"
  | "in_side_room"
  | "malformed"
  | "media_superseded"
  | "media_unavailable"
  | "muted"
  | "no_break"
  | "no_round"
  | "no_such_person"
  | "no_such_place"
  | "not_admitted"
  | "not_allowed"
  | "not_connected"
  | "not_granted"
  | "on_break"
  | "on_hold"
  | "removed"
  | "repeated"
  | "room_ended"
  | "room_full"
  | "room_locked"
  | "share_taken"
  | "too_frequent"
  | "too_large"
  | "too_often"
  | "unavailable"
  | "unknown_type";

export type CommandId = string;
export type ConnectionId = string;
export type PersonId = string;
export type PlaceId = string;
export const MAIN: PlaceId = "room";

/** What someone is in this session; it comes from staff assignment alone. */
export type Part = "client" | "facilitator" | "cofacilitator" | "guest";

/** Where someone stands with the room; an admission lasts for the session. */
export type Standing = "lobby" | "admitted" | "removed";

/** Where the room is in its life. It opens when a facilitator first enters. */
export type Phase = "waiting" | "open" | "ended";

/** The room itself, one of the breakouts, or a side room of one clinician and one client. */
export type PlaceKind = "room" | "breakout" | "side";

/** A few gentle ones. They pass, and are kept nowhere. */
export type Reaction = "heart" | "thumbs_up" | "applause" | "smile" | "hug";

/** How someone stands with sharing their screen. Clinicians need no grant. */
export type Sharing = "none" | "requested" | "granted" | "sharing";

/** The silent "I'm not OK": between its sender and the clinicians, and nobody else. */
export type Distress = "none" | "told" | "seen";

/** How good someone's connection is, as their own page makes it out. */
export type Quality = "unknown" | "good" | "fair" | "poor";

/** Who a line of chat is for. `PERSON`: one client, privately, from the clinicians; never client to client. */
export type ChatTo = "everyone" | "facilitators" | "person";

/** Ask for a fresh snapshot. */
export interface Sync {
  readonly type: "sync";
  readonly id: CommandId;
}

/** Mute or unmute oneself. Either answers a clinician's `ask_to_unmute`. */
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

/** A phone call or a background tab took camera and microphone, or gave them back. Interrupted is not left. */
export interface SetInterrupted {
  readonly type: "set_interrupted";
  readonly id: CommandId;
  readonly on: boolean;
}

/** How good this page's connection is now. To be sent when it changed, not again and again. */
export interface ReportQuality {
  readonly type: "report_quality";
  readonly id: CommandId;
  readonly quality: Quality;
}

/** Leave by the button: an explicit exit that attendance never bridges. */
export interface Leave {
  readonly type: "leave";
  readonly id: CommandId;
}

/** The silent "I'm not OK" (on), or its end. Only the clinicians see it, and those on call are alerted. */
export interface SetDistress {
  readonly type: "set_distress";
  readonly id: CommandId;
  readonly on: boolean;
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

/** Raise or lower one's own hand. Hands keep the order in which they rose. */
export interface SetHand {
  readonly type: "set_hand";
  readonly id: CommandId;
  readonly on: boolean;
}

/** Show a reaction to those in the same place, told as `reacted`. */
export interface React {
  readonly type: "react";
  readonly id: CommandId;
  readonly reaction: Reaction;
}

/** What the page's own speech recognition heard its person say. `line` counts this page's utterances; a later text for the same line replaces the earlier, and `final` closes it. Told as `captioned`, kept nowhere. */
export interface Caption {
  readonly type: "caption";
  readonly id: CommandId;
  readonly line: number;
  readonly text: string;
  readonly final: boolean;
}

/** Say something in writing. `person` is given with `to` "person" alone, which is for clinicians. */
export interface Chat {
  readonly type: "chat";
  readonly id: CommandId;
  readonly to: ChatTo;
  readonly text: string;
  readonly person: PersonId | null;
}

/** Ask the clinicians to be allowed to share one's screen, or take that back. */
export interface RequestShare {
  readonly type: "request_share";
  readonly id: CommandId;
  readonly on: boolean;
}

/** Start or stop sharing one's screen; clients once they were granted it. A clinician's share takes the place of another's. */
export interface SetShare {
  readonly type: "set_share";
  readonly id: CommandId;
  readonly on: boolean;
}

/** The turn goes on to the next person: said by a clinician, or by the one whose turn it is. */
export interface NextTurn {
  readonly type: "next_turn";
  readonly id: CommandId;
}

/** This person's turn comes later, after all the others': said by a clinician, or by themselves. */
export interface SkipTurn {
  readonly type: "skip_turn";
  readonly id: CommandId;
}

/** Go to another place oneself: clinicians to any breakout and to the room ("room"), others back to the room. */
export interface GoTo {
  readonly type: "go_to";
  readonly id: CommandId;
  readonly place: PlaceId;
}

/** The answer to `ping`, with the same `n`; what keeps presence alive, and shows that this page keeps up. */
export interface Pong {
  readonly type: "pong";
  readonly n: number;
}

/** Let one waiting person in. */
export interface Admit {
  readonly type: "admit";
  readonly id: CommandId;
  readonly person: PersonId;
}

/** Let everyone in who waits, but those on hold. */
export interface AdmitAll {
  readonly type: "admit_all";
  readonly id: CommandId;
}

/** Not now: send one waiting person away kindly. They may knock again. */
export interface Decline {
  readonly type: "decline";
  readonly id: CommandId;
  readonly person: PersonId;
}

/** A message to one waiting person, or to all who wait (null). Each sees only that it is for them. */
export interface TellLobby {
  readonly type: "tell_lobby";
  readonly id: CommandId;
  readonly person: PersonId | null;
  readonly text: string;
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

/** Stop one person's camera. They may start it again; nobody else can. */
export interface StopCamera {
  readonly type: "stop_camera";
  readonly id: CommandId;
  readonly person: PersonId;
}

/** Ask one person to unmute. They see the question and answer it by `set_microphone`, on or off. */
export interface AskToUnmute {
  readonly type: "ask_to_unmute";
  readonly id: CommandId;
  readonly person: PersonId;
}

/** Lower one person's hand, or everyone's (null). */
export interface LowerHand {
  readonly type: "lower_hand";
  readonly id: CommandId;
  readonly person: PersonId | null;
}

/** Let one person share their screen, asked or not; off: take that back, which ends their share too. */
export interface GrantShare {
  readonly type: "grant_share";
  readonly id: CommandId;
  readonly person: PersonId;
  readonly on: boolean;
}

/** Show one person large to everyone, or nobody any more (null). */
export interface Spotlight {
  readonly type: "spotlight";
  readonly id: CommandId;
  readonly person: PersonId | null;
}

/** Begin a turn order, such as a check-in round. `seconds` for each turn; 0 for no timer. */
export interface StartRound {
  readonly type: "start_round";
  readonly id: CommandId;
  readonly people: readonly PersonId[];
  readonly seconds: number;
}

/** End the turn order. */
export interface StopRound {
  readonly type: "stop_round";
  readonly id: CommandId;
}

/** Declare a break of so many seconds, which attendance subtracts. Nobody is heard or seen in it. */
export interface StartBreak {
  readonly type: "start_break";
  readonly id: CommandId;
  readonly seconds: number;
}

/** End the break early. */
export interface EndBreak {
  readonly type: "end_break";
  readonly id: CommandId;
}

/** One breakout room, and who is to be in it. */
export interface BreakoutPlan {
  readonly name: string;
  readonly people: readonly PersonId[];
}

/** Plan the breakout rooms; replaces an earlier plan. No rooms: discard it. Not while they are open. */
export interface PlanBreakouts {
  readonly type: "plan_breakouts";
  readonly id: CommandId;
  readonly breakouts: readonly BreakoutPlan[];
}

/** Everyone who has one goes to their breakout. */
export interface OpenBreakouts {
  readonly type: "open_breakouts";
  readonly id: CommandId;
}

/** Put one person into another breakout or back into the room ("room"): in the plan, or at once while open. */
export interface Assign {
  readonly type: "assign";
  readonly id: CommandId;
  readonly person: PersonId;
  readonly place: PlaceId;
}

/** Everyone comes back to the room, after a countdown. */
export interface CloseBreakouts {
  readonly type: "close_breakouts";
  readonly id: CommandId;
  readonly in_s: number;
}

/** A line of chat to everyone, wherever they are. */
export interface Announce {
  readonly type: "announce";
  readonly id: CommandId;
  readonly text: string;
}

/** Talk with one client alone, in a side room. */
export interface OpenSideRoom {
  readonly type: "open_side_room";
  readonly id: CommandId;
  readonly person: PersonId;
}

/** Both come back from one's side room. */
export interface CloseSideRoom {
  readonly type: "close_side_room";
  readonly id: CommandId;
}

/** Tell someone who said "I'm not OK" that a clinician has seen it. */
export interface SeeDistress {
  readonly type: "see_distress";
  readonly id: CommandId;
  readonly person: PersonId;
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

/** What the clinicians told somebody who waits. */
export interface LobbyNote {
  readonly at: string;
  readonly text: string;
}

/** Where in the session somebody is. */
export interface PlaceView {
  readonly id: PlaceId;
  readonly kind: PlaceKind;
  readonly name: string;
}

/** The viewer as the room knows them. `on_hold`: waiting until somebody who may see them where they are today. */
export interface You {
  readonly id: PersonId;
  readonly name: string;
  readonly part: Part;
  readonly standing: Standing;
  readonly microphone: boolean;
  readonly camera: boolean;
  readonly pronouns: string;
  readonly interrupted: boolean;
  readonly quality: Quality;
  readonly hand: number | null;
  readonly share: Sharing;
  readonly asked_to_unmute: boolean;
  readonly distress: Distress;
  readonly place: PlaceView;
  readonly on_hold: boolean;
  readonly lobby_notes: readonly LobbyNote[];
}

/** What somebody said of today on their way in. `on_hold`: no clinician here is licensed where they are, so they cannot be admitted yet. */
export interface CheckIn {
  readonly mood: number | null;
  readonly cravings: number | null;
  readonly safe: boolean | null;
  readonly state: string;
  readonly on_hold: boolean;
}

/** What only clinicians see of somebody. `roster_name` is who the roster expects behind the chosen name. */
export interface ForStaff {
  readonly roster_name: string;
  readonly check_in: CheckIn | null;
  readonly distress: Distress;
  readonly distress_at: string | null;
  readonly share: Sharing;
  readonly asked_to_unmute: boolean;
  readonly lobby_notes: readonly LobbyNote[];
  readonly assigned: PlaceId;
}

/** Another person, as this viewer may see them. `waiting_since` is set only for those in the lobby. `hand` orders the hands that are up: the lowest rose first. `place` is empty where they are in another place than this viewer and which one is not theirs to know. `staff` is there for clinicians alone. */
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
  readonly interrupted: boolean;
  readonly quality: Quality;
  readonly hand: number | null;
  readonly sharing: boolean;
  readonly place: string;
  readonly staff: ForStaff | null;
}

/** A turn order: whose turn it is since when, who comes after, who had theirs. `seconds` 0: no timer. */
export interface RoundView {
  readonly current: PersonId | null;
  readonly began_at: string;
  readonly seconds: number;
  readonly waiting: readonly PersonId[];
  readonly done: readonly PersonId[];
}

/** A declared break, on until `ends_at`. */
export interface BreakView {
  readonly began_at: string;
  readonly ends_at: string;
}

/** One breakout room. `people`: who is meant to be there, for clinicians alone. */
export interface BreakoutView {
  readonly id: PlaceId;
  readonly name: string;
  readonly people: readonly PersonId[];
}

/** The breakouts: a plan that clinicians alone see, or open. `closes_at`: everyone comes back then. Others than clinicians see only the breakout that they are in. */
export interface BreakoutsView {
  readonly open: boolean;
  readonly rooms: readonly BreakoutView[];
  readonly closes_at: string | null;
}

/** Something to read or to work with in this session. */
export interface Material {
  readonly name: string;
  readonly url: string;
}

/** What this viewer may know of the room itself. `held`: no clinician is here, so nobody is heard or seen until one returns. `chat_from`: lines of chat with a lower number are no longer kept. */
export interface RoomView {
  readonly phase: Phase;
  readonly locked: boolean;
  readonly facilitated: boolean;
  readonly title: string;
  readonly starts_at: string;
  readonly ends_at: string;
  readonly held: boolean;
  readonly topic: string;
  readonly materials: readonly Material[];
  readonly spotlight: PersonId | null;
  readonly round: RoundView | null;
  readonly pause: BreakView | null;
  readonly breakouts: BreakoutsView | null;
  readonly chat_from: number;
}

/** A line of chat that this viewer may read. `about` is the client of a private conversation with the clinicians, whoever of them wrote; `place` is where it was written; `announced`: to everyone, wherever they are. */
export interface ChatLine {
  readonly number: number;
  readonly at: string;
  readonly person: PersonId;
  readonly name: string;
  readonly part: Part;
  readonly to: ChatTo;
  readonly text: string;
  readonly about: PersonId | null;
  readonly place: PlaceId;
  readonly announced: boolean;
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
  readonly chat: readonly ChatLine[];
  readonly media: MediaView | null;
}

/** What became different for this viewer: snapshot + changes = fresh snapshot. Only what differs is present. `version` rises but may skip: what changed in between was not this viewer's to see. The server itself watches for losses and sends a fresh `snapshot` after one. `chat` holds new lines only. */
export interface Changed {
  readonly type: "changed";
  readonly version: number;
  readonly you?: You;
  readonly room?: RoomView;
  readonly people?: readonly PersonView[];
  readonly gone?: readonly PersonId[];
  readonly chat?: readonly ChatLine[];
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

/** Somebody in the same place reacts. To be shown for a moment; nobody is told again. */
export interface Reacted {
  readonly type: "reacted";
  readonly person: PersonId;
  readonly reaction: Reaction;
}

/** What somebody in the same place says, as their own browser recognised it. See `caption`. */
export interface Captioned {
  readonly type: "captioned";
  readonly person: PersonId;
  readonly line: number;
  readonly text: string;
  readonly final: boolean;
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

/** Which encodings (rids) of the viewer's camera anybody looks at; the others need not be sent. A new peer connection begins with all of them. */
export interface MediaEncodings {
  readonly type: "media_encodings";
  readonly encodings: readonly string[];
}

/** What the media server measured of this page's own connection lately; losses as shares from 0 to 1. `video_paused`: pictures are withheld for want of bandwidth, so that voices go through. */
export interface MediaQuality {
  readonly type: "media_quality";
  readonly loss_up: number;
  readonly loss_down: number;
  readonly down_bps: number;
  readonly video_paused: boolean;
}

/** The media server went away: make a new peer connection and a new offer. */
export interface MediaLost {
  readonly type: "media_lost";
}

/** A newer tab or device of the same person owns the media now. */
export interface MediaElsewhere {
  readonly type: "media_elsewhere";
}

/** Answer with `pong` and the same `n`. The server asks, since a hidden tab's own timers sleep. */
export interface Ping {
  readonly type: "ping";
  readonly n: number;
}

/** The last message before the server closes, with the reason; `reconnect` says whether trying again helps, and `after_s` how long to wait before, so that a whole group does not come back in the same instant. */
export interface Closing {
  readonly type: "closing";
  readonly code: string;
  readonly sentence: string;
  readonly reconnect: boolean;
  readonly after_s: number;
}

export type AnyCommand =
  | Sync
  | SetMicrophone
  | SetCamera
  | SetInterrupted
  | ReportQuality
  | Leave
  | SetDistress
  | Offer
  | Watch
  | SetHand
  | React
  | Caption
  | Chat
  | RequestShare
  | SetShare
  | NextTurn
  | SkipTurn
  | GoTo
  | Admit
  | AdmitAll
  | Decline
  | TellLobby
  | Mute
  | MuteAll
  | StopCamera
  | AskToUnmute
  | LowerHand
  | GrantShare
  | Spotlight
  | StartRound
  | StopRound
  | StartBreak
  | EndBreak
  | PlanBreakouts
  | OpenBreakouts
  | Assign
  | CloseBreakouts
  | Announce
  | OpenSideRoom
  | CloseSideRoom
  | SeeDistress
  | Remove
  | SetLock
  | End;

export type FromBrowser =
  | Sync
  | SetMicrophone
  | SetCamera
  | SetInterrupted
  | ReportQuality
  | Leave
  | SetDistress
  | Offer
  | Watch
  | SetHand
  | React
  | Caption
  | Chat
  | RequestShare
  | SetShare
  | NextTurn
  | SkipTurn
  | GoTo
  | Admit
  | AdmitAll
  | Decline
  | TellLobby
  | Mute
  | MuteAll
  | StopCamera
  | AskToUnmute
  | LowerHand
  | GrantShare
  | Spotlight
  | StartRound
  | StopRound
  | StartBreak
  | EndBreak
  | PlanBreakouts
  | OpenBreakouts
  | Assign
  | CloseBreakouts
  | Announce
  | OpenSideRoom
  | CloseSideRoom
  | SeeDistress
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
  | Reacted
  | Captioned
  | Seats
  | MediaEncodings
  | MediaQuality
  | MediaLost
  | MediaElsewhere
  | Ping
  | Closing;

