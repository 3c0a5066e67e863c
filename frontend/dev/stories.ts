/** Every state of the room that a person can see, by name. Each is a state as the real `update` could make it. */

import type { State } from "../src/room/model";
import { DEFAULTS } from "../src/room/settings";
import { at, dana, inside as insideOf, known, line, others, person, roomOf, waiting, type Change } from "./rooms";

type Story = (count: number, wide: boolean) => State;

const client = (count: number, change: Change = {}): Change => ({
  people: [dana, ...others(count).slice(1)],
  ...change,
  you: { part: "client", ...change.you },
});
const staffed = (count: number) => others(count).map((each) => known(each));
const seen =
  (change: Partial<State>, room: (count: number) => Change): Story =>
  (count, wide) => ({ ...insideOf(wide), panel: null, ...change, room: roomOf(room(count)) });
const lobby =
  (change: Partial<State>, room: Change): Story =>
  (_, wide) => {
    const base = insideOf(wide);
    return {
      ...base,
      media: { ...base.media, mode: "off", current: null },
      ...change,
      room: roomOf({ ...room, you: { part: "client", standing: "lobby", ...room.you } }),
    };
  };
const closed = (code: string, sentence: string): Story =>
  (_, wide) => ({ ...insideOf(wide), link: { kind: "closed", code, sentence } });
const live = { wanted: true, state: "live", told: null } as const;
const breakouts = {
  open: true,
  closes_at: null,
  rooms: [
    { id: "b1", name: "Room 1", people: ["p0", "p2"] },
    { id: "b2", name: "Room 2", people: ["p1", "p3"] },
  ],
};
const round = { current: "p2", began_at: at(-0.6), seconds: 120, waiting: ["p3", "me"], done: ["p1"] };
const chat = [
  line(1, { text: "Good morning everyone." }),
  line(2, { person: "p3", name: "DeShawn", text: "Morning! My camera takes a minute." }),
  line(3, { person: "dana", name: "Dana Whitfield", part: "facilitator", text: "Take your time.", announced: true }),
  line(4, {
    person: "me",
    name: "Ana Reyes",
    to: "facilitators",
    about: "me",
    text: "Could we talk about last night later?",
  }),
  line(5, {
    person: "dana",
    name: "Dana Whitfield",
    part: "facilitator",
    to: "person",
    about: "me",
    text: "Of course. I will open a side room in the break.",
  }),
];

export const STORIES: Readonly<Record<string, Story>> = {
  // --- the way in
  opening: (_, wide) => ({ ...insideOf(wide), link: { kind: "connecting", attempt: 0 }, room: null }),
  check: (_, wide) => ({ ...insideOf(wide), link: { kind: "checking" }, room: null, speaking: new Set([""]) }),
  "check-refused": (_, wide) => ({
    ...insideOf(wide),
    link: { kind: "checking" },
    room: null,
    inputs: { microphone: [], camera: [], speaker: [] },
    microphone: { ...live, state: "refused" },
    camera: { ...live, state: "refused" },
  }),
  lobby: lobby({}, {}),
  "lobby-alone": lobby(
    { camera: { ...live, wanted: false, state: "off" } },
    { room: { facilitated: false } },
  ),
  "lobby-refused": lobby({ camera: { ...live, state: "refused" }, microphone: { ...live, state: "refused" } }, {}),
  "lobby-message": lobby(
    {},
    { you: { lobby_notes: [{ at: at(-1), text: "We start in five minutes, please stay." }] } },
  ),
  "lobby-hold": lobby({}, { you: { on_hold: true } }),

  // --- the group, as a client sees it
  group: seen({}, (count) => client(count, { room: { topic: "Triggers and cravings" } })),
  "one-to-one": seen({}, () => ({ people: [dana], you: { part: "client" } })),
  speaker: seen({ settings: { ...DEFAULTS, layout: "speaker" } }, (count) => client(count)),
  share: seen({}, (count) =>
    client(count, { people: [{ ...dana, sharing: true }, ...others(count).slice(1)] }),
  ),
  "own-share": seen({ capturing: true }, (count) => client(count, { you: { part: "client", share: "sharing" } })),
  "share-granted": seen({}, (count) => client(count, { you: { part: "client", share: "granted" } })),
  hands: seen(
    {
      reactions: [
        { key: 1, person: "p3", what: "heart" },
        { key: 2, person: "me", what: "thumbs_up" },
      ],
    },
    (count) =>
      client(count, {
        you: { part: "client", hand: 2 },
        people: [dana, person(1, { hand: 1 }), person(2), person(3, { hand: 5, quality: "poor" }), ...others(count).slice(4)],
      }),
  ),
  captions: seen(
    {
      captions: [
        { key: 1, person: "dana", what: caption("dana", 1, "Thank you all for being here today.") },
        { key: 2, person: "p2", what: caption("p2", 1, "I had a hard weekend, but I called my sponsor.") },
      ],
    },
    (count) => client(count),
  ),
  chat: seen({ panel: "chat" }, (count) => client(count, { chat })),
  "chat-empty": seen({ panel: "chat" }, (count) => client(count)),
  unread: seen({ unread: 3 }, (count) => client(count, { chat })),
  round: seen({}, (count) => client(count, { room: { round } })),
  "round-mine": seen({}, (count) =>
    client(count, { room: { round: { ...round, current: "me", waiting: ["p3"] } } }),
  ),
  spotlight: seen({}, (count) => client(count, { room: { spotlight: "p2" } })),
  muted: seen({ microphone: { ...live, wanted: false }, notices: [{ key: 1, saying: { kind: "muted" } }] }, (count) =>
    client(count),
  ),
  "asked-to-unmute": seen({ microphone: { ...live, wanted: false } }, (count) =>
    client(count, { you: { part: "client", asked_to_unmute: true, microphone: false } }),
  ),
  break: seen({}, (count) => client(count, { room: { pause: { began_at: at(-2), ends_at: at(7.6) } } })),
  breakout: seen({}, () => ({
    people: [person(2, { place: "b1" }), person(3, { place: "b1" })],
    you: { part: "client", place: { id: "b1", kind: "breakout", name: "Room 1" } },
    room: { breakouts: { open: true, closes_at: at(0.7), rooms: [{ id: "b1", name: "Room 1", people: [] }] } },
  })),
  "side-room": seen({}, () => ({
    people: [{ ...dana, place: "s1" }],
    you: { part: "client", place: { id: "s1", kind: "side", name: "" } },
  })),
  held: seen({}, (count) => client(count, { room: { held: true, facilitated: false } })),
  "audio-only": seen({ audioOnly: { on: true, camera: true }, camera: { ...live, wanted: false, state: "off" } }, (count) =>
    client(count),
  ),
  weak: seen({ grade: "poor", saving: true, stalled: new Set(["p2"]), picturesPaused: true }, (count) => client(count)),
  "self-hidden": seen({ selfHidden: true }, (count) => client(count)),
  interrupted: seen({ camera: { ...live, state: "interrupted" } }, (count) =>
    client(count, { people: [dana, person(2, { interrupted: true }), person(4)] }),
  ),
  blocked: seen({ soundBlocked: true }, (count) => client(count)),
  reconnecting: seen({ link: { kind: "waiting", attempt: 3, moving: false } }, (count) => client(count)),
  moving: seen({ link: { kind: "waiting", attempt: 0, moving: true } }, (count) => client(count)),
  elsewhere: (count, wide) => {
    const base = insideOf(wide);
    return {
      ...base,
      panel: null,
      media: { ...base.media, mode: "elsewhere", current: null },
      room: roomOf(client(count)),
    };
  },
  more: seen({ dialog: { kind: "more" } }, (count) => client(count)),
  devices: seen({ dialog: { kind: "devices" } }, (count) => client(count)),
  topic: seen({ dialog: { kind: "topic" } }, (count) =>
    client(count, {
      room: {
        topic: "Triggers and cravings",
        materials: [
          { name: "Worksheet: my three triggers", url: "https://clinic.example/w1" },
          { name: "Urge surfing, a guided exercise", url: "https://clinic.example/w2" },
        ],
      },
    }),
  ),
  help: seen({ dialog: { kind: "help" } }, (count) => client(count)),
  "help-told": seen({ dialog: { kind: "help" } }, (count) =>
    client(count, { you: { part: "client", distress: "seen" } }),
  ),

  // --- the group, as a clinician sees it
  waiting: seen({ panel: "people" }, (count) => ({
    people: [
      ...staffed(count),
      waiting(4, 3, { check_in: { mood: 6, cravings: 3, safe: true, state: "TX", on_hold: false } }),
      waiting(5, 0, {
        roster_name: "Farid Haddad",
        check_in: { mood: 2, cravings: 8, safe: false, state: "TX", on_hold: false },
        lobby_notes: [{ at: at(-1), text: "I will be with you in a minute." }],
      }),
      waiting(6, 12, { check_in: { mood: 5, cravings: 2, safe: true, state: "Oregon", on_hold: true } }),
    ],
  })),
  knock: seen({}, (count) => ({ people: [...staffed(count), waiting(4, 1)] })),
  people: seen({ panel: "people" }, (count) => ({
    people: [
      known(person(0, { hand: 4 })),
      known(person(1, { quality: "poor" }), { share: "requested" }),
      ...staffed(count).slice(2),
    ],
  })),
  distress: seen({ panel: "people" }, (count) => ({
    people: [known(person(0), { distress: "told", distress_at: at(-1) }), ...staffed(count).slice(1)],
  })),
  "distress-note": seen({}, (count) => ({
    people: [known(person(0), { distress: "told", distress_at: at(-1) }), ...staffed(count).slice(1)],
  })),
  safety: seen(
    {
      dialog: { kind: "safety", person: "p1" },
      safety: {
        kind: "known",
        facts: {
          legal_name: "Benjamin Ortiz",
          address: "12 Alder Street, Austin",
          state: "TX",
          state_name: "Texas",
          callback_number: "+1 555 010 0142",
          emergency_name: "Rosa Ortiz",
          emergency_phone: "+1 555 010 0143",
          emergency_relationship: "sister",
          told_at: at(-20),
        },
      },
    },
    (count) => ({ people: staffed(count) }),
  ),
  tools: seen({ panel: "tools" }, (count) => ({ people: staffed(count), room: { locked: true } })),
  "tools-breakouts": seen({ panel: "tools" }, (count) => ({
    people: others(count).map((each, index) =>
      known(
        { ...each, place: index % 2 === 0 ? "b1" : "b2" },
        { assigned: index % 2 === 0 ? "b1" : "b2" },
      ),
    ),
    room: { breakouts },
  })),
  "staff-chat": seen({ panel: "chat", writeTo: "p2" }, (count) => ({
    people: staffed(count),
    chat: [
      line(1, { text: "Good morning everyone." }),
      line(2, { person: "p3", name: "DeShawn", to: "facilitators", about: "p3", text: "I may have to step out." }),
    ],
  })),
  "staff-break": seen({}, (count) => ({
    people: staffed(count),
    room: { pause: { began_at: at(-2), ends_at: at(7.6) } },
  })),
  "staff-round": seen({}, (count) => ({ people: staffed(count), room: { round } })),
  "staff-help": seen({ dialog: { kind: "help" } }, (count) => ({ people: staffed(count) })),
  leave: seen({ dialog: { kind: "leave" } }, (count) => ({ people: staffed(count) })),
  end: seen({ dialog: { kind: "end" } }, (count) => ({ people: staffed(count) })),
  remove: seen({ dialog: { kind: "remove", person: "p2" } }, (count) => ({ people: staffed(count) })),
  alone: seen({}, () => ({})),

  // --- the end
  ended: closed("room_ended", "This session has ended. Thank you for being here."),
  left: closed("left", ""),
  removed: closed("removed", "A clinician asked you to leave this session. Please call us if you would like to talk."),
  declined: closed("declined", "Your clinician cannot let you in just now. You can knock again, or call us."),
  "not-on-roster": closed(
    "not_on_roster",
    "You are not expected at this session. Check the time on your home page, or call us.",
  ),
  "too-early": closed(
    "too_early",
    "It is too early to join. The room opens an hour before the start; please come back then.",
  ),
};

function caption(who: string, number: number, text: string) {
  return { type: "captioned", person: who, line: number, text, final: true } as const;
}
