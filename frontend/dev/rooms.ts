/** Rooms and people for the stories: what the server would send. */

import { initial, type Room, type State } from "../src/room/model";
import type { ChatLine, PersonView, RoomView, You } from "../src/room/protocol.generated";
import { DEFAULTS } from "../src/room/settings";

export const NAMES = [
  "Ana Reyes",
  "Ben",
  "Carla M.",
  "DeShawn",
  "Elena",
  "Farid",
  "Grace O.",
  "Hugo",
  "Ines",
  "Jamal",
  "Kim Nguyen",
];
export const TITLE = "Relapse prevention · Tuesday group";

const now = Date.now();
/** `minutes` from now, as the server writes times. */
export const at = (minutes: number) => new Date(now + minutes * 60_000).toISOString();

export function person(index: number, change: Partial<PersonView> = {}): PersonView {
  return {
    id: `p${index}`,
    name: NAMES[index % NAMES.length] ?? "",
    pronouns: ["she/her", "", "they/them", "he/him"][index % 4] ?? "",
    part: "client",
    standing: "admitted",
    connected: true,
    microphone: index % 3 !== 1,
    camera: index % 5 !== 3,
    waiting_since: null,
    interrupted: false,
    quality: "good",
    hand: null,
    sharing: false,
    place: "room",
    staff: null,
    ...change,
  };
}

/** The same person as clinicians see them. */
export function known(shown: PersonView, staff: Partial<NonNullable<PersonView["staff"]>> = {}): PersonView {
  return {
    ...shown,
    staff: {
      roster_name: shown.name,
      check_in: null,
      distress: "none",
      distress_at: null,
      share: "none",
      asked_to_unmute: false,
      lobby_notes: [],
      assigned: "room",
      ...staff,
    },
  };
}

export const others = (many: number) => Array.from({ length: many }, (_, index) => person(index));
export const dana = person(0, {
  id: "dana",
  name: "Dana Whitfield",
  pronouns: "she/her",
  part: "facilitator",
  microphone: true,
});

export function waiting(
  index: number,
  minutes: number,
  staff: Partial<NonNullable<PersonView["staff"]>> = {},
): PersonView {
  const shown = person(index, { id: `w${index}`, standing: "lobby", waiting_since: at(-minutes) });
  return known(shown, staff);
}

export function line(number: number, change: Partial<ChatLine>): ChatLine {
  return {
    number,
    at: at(number - 12),
    person: "p2",
    name: "Carla M.",
    part: "client",
    to: "everyone",
    text: "",
    about: null,
    place: "room",
    announced: false,
    ...change,
  };
}

export interface Change {
  readonly you?: Partial<You>;
  readonly room?: Partial<RoomView>;
  readonly people?: readonly PersonView[];
  readonly chat?: readonly ChatLine[];
}

/** A room that a clinician sees, unless `you` says otherwise. */
export function roomOf({ you = {}, room = {}, people = [], chat = [] }: Change): Room {
  const client = you.part === "client";
  return {
    version: 1,
    connection: "c",
    you: {
      id: "me",
      name: client ? "Ana Reyes" : "Dana Whitfield",
      part: "facilitator",
      standing: "admitted",
      microphone: true,
      camera: true,
      pronouns: "she/her",
      interrupted: false,
      quality: "good",
      hand: null,
      share: "none",
      asked_to_unmute: false,
      distress: "none",
      place: { id: "room", kind: "room", name: "" },
      on_hold: false,
      lobby_notes: [],
      ...you,
    },
    room: {
      phase: "open",
      locked: false,
      facilitated: true,
      title: TITLE,
      starts_at: at(-15),
      ends_at: at(105),
      held: false,
      topic: "",
      materials: [],
      spotlight: null,
      round: null,
      pause: null,
      breakouts: null,
      chat_from: 0,
      ...room,
    },
    people,
    chat,
    media: { seats: 15, ice_servers: [] },
    clockAhead: 0,
  };
}

/** A page whose devices are live and whose line is up. */
export function inside(wide: boolean): State {
  const live = { wanted: true, state: "live", told: null } as const;
  const seats = new Map([...others(12), dana].map(({ id }, index) => [id, index]));
  return {
    ...initial({ remembered: null, settings: DEFAULTS, joined: true, wide }),
    link: { kind: "online" },
    microphone: live,
    camera: live,
    inputs: {
      microphone: [
        { id: "m1", label: "MacBook Pro Microphone (Built-in)" },
        { id: "m2", label: "Headset" },
      ],
      camera: [{ id: "c1", label: "FaceTime HD Camera" }],
      speaker: [
        { id: "s1", label: "MacBook Pro Speakers" },
        { id: "s2", label: "Headset" },
      ],
    },
    media: {
      mode: "on",
      current: { generation: 1, seats, offered: true },
      next: null,
      failures: 0,
      lastGeneration: 1,
    },
    speaking: new Set(["p2"]),
    focus: "p2",
    grade: "good",
  };
}
