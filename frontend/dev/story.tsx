/**
 * The room's screens without a server, for looking at: `npx vite --config dev/vite.config.ts`, then
 * `/?story=group&people=9`. Every story is a state as the real `update` could make it; only the world is played.
 */

import { render } from "preact";
import { initial, type Event, type Room, type State } from "../src/room/model";
import type { Seat } from "../src/room/peer";
import type { Part, PersonView } from "../src/room/protocol.generated";
import type { Runtime } from "../src/room/runtime";
import { stringsFor } from "../src/room/strings";
import { update } from "../src/room/update";
import { App } from "../src/room/view/App";
import { WorldContext } from "../src/room/view/context";
import "../src/room/room.css";

const NAMES = [
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
const asked = new URLSearchParams(location.search);
const story = asked.get("story") ?? "group";
const count = Number(asked.get("people") ?? 4);
const language = asked.get("language") ?? "en";

function person(index: number, change: Partial<PersonView> = {}): PersonView {
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
    ...change,
  };
}

function room(change: {
  part?: Part;
  standing?: Room["you"]["standing"];
  people?: PersonView[];
  facilitated?: boolean;
}): Room {
  const now = Date.now();
  return {
    version: 1,
    connection: "c",
    you: {
      id: "me",
      name: change.part === "client" ? "Ana Reyes" : "Dana Whitfield",
      part: change.part ?? "facilitator",
      standing: change.standing ?? "admitted",
      microphone: true,
      camera: true,
    },
    room: {
      phase: "open",
      locked: story === "locked",
      facilitated: change.facilitated ?? true,
      title: "Relapse prevention · Tuesday group",
      starts_at: new Date(now - 9e5).toISOString(),
      ends_at: new Date(now + 63e5).toISOString(),
    },
    people: change.people ?? [],
    media: { seats: 15, ice_servers: [] },
    clockAhead: 0,
  };
}

const dana = person(0, {
  id: "dana",
  name: "Dana Whitfield",
  pronouns: "she/her",
  part: "facilitator",
  microphone: true,
});
const others = (many: number) => Array.from({ length: many }, (_, index) => person(index));
const waiting = (index: number, minutes: number) =>
  person(index, {
    id: `w${index}`,
    standing: "lobby",
    waiting_since: new Date(Date.now() - minutes * 6e4).toISOString(),
  });

function stateOf(): State {
  const base = initial(null, matchMedia("(min-width: 64rem)").matches);
  const live = { wanted: true, state: "live", told: null } as const;
  const seats = new Map([...others(12), dana].map(({ id }, index) => [id, index]));
  const inside: State = {
    ...base,
    link: { kind: "online" },
    microphone: live,
    camera: live,
    media: {
      mode: "on",
      current: { generation: 1, seats, offered: true },
      next: null,
      failures: 0,
      lastGeneration: 1,
    },
    speaking: new Set(["p2"]),
    panelOpen: base.panelOpen && asked.get("panel") !== "no",
  };
  const client = { part: "client" as const, people: [dana, ...others(count).slice(1)] };
  switch (story) {
    case "opening":
      return base;
    case "lobby":
      return { ...inside, media: base.media, room: room({ part: "client", standing: "lobby" }) };
    case "lobby-alone":
      return {
        ...inside,
        media: base.media,
        camera: { ...live, wanted: false, state: "off" },
        room: room({ part: "client", standing: "lobby", facilitated: false }),
      };
    case "lobby-refused":
      return {
        ...inside,
        media: base.media,
        camera: { ...live, state: "refused" },
        microphone: { ...live, state: "refused" },
        room: room({ part: "client", standing: "lobby" }),
      };
    case "waiting":
      return {
        ...inside,
        room: room({ people: [...others(count), waiting(4, 3), waiting(5, 0), waiting(6, 12)] }),
      };
    case "knock":
      return { ...inside, panelOpen: false, room: room({ people: [...others(count), waiting(4, 1)] }) };
    case "panel":
      return {
        ...inside,
        panelOpen: true,
        room: room({ people: [...others(count), waiting(4, 3), waiting(5, 0)] }),
      };
    case "locked":
      return { ...inside, room: room({ people: others(count) }) };
    case "muted":
      return {
        ...inside,
        microphone: { ...live, wanted: false },
        notices: [{ key: 1, saying: { kind: "muted" } }],
        room: room(client),
      };
    case "reconnecting":
      return { ...inside, link: { kind: "waiting", attempt: 3 }, room: room(client) };
    case "interrupted":
      return { ...inside, camera: { ...live, state: "interrupted" }, room: room(client) };
    case "blocked":
      return { ...inside, soundBlocked: true, room: room(client) };
    case "elsewhere":
      return { ...inside, media: { ...inside.media, mode: "elsewhere", current: null }, room: room(client) };
    case "ended":
      return {
        ...inside,
        link: {
          kind: "closed",
          code: "room_ended",
          sentence: "This session has ended. Thank you for being here.",
        },
        room: room(client),
      };
    case "left":
      return { ...inside, link: { kind: "closed", code: "left", sentence: "" } };
    case "removed":
      return {
        ...inside,
        link: {
          kind: "closed",
          code: "removed",
          sentence:
            "A clinician asked you to leave this session. Please call us if you would like to talk about it.",
        },
      };
    case "refused":
      return {
        ...base,
        link: {
          kind: "closed",
          code: "not_on_roster",
          sentence: "You are not expected at this session. Check the time on your home page, or call us.",
        },
      };
    case "too_early":
      return {
        ...base,
        link: {
          kind: "closed",
          code: "too_early",
          sentence:
            "It is too early to join. The room opens an hour before the start; please come back then.",
        },
      };
    case "help":
      return { ...inside, dialog: { kind: "help" }, room: room(client) };
    case "leave":
      return { ...inside, dialog: { kind: "leave" }, room: room({ people: others(count) }) };
    case "remove":
      return { ...inside, dialog: { kind: "remove", person: "p2" }, room: room({ people: others(count) }) };
    case "alone":
      return { ...inside, room: room({}) };
    default:
      return { ...inside, room: room(client) };
  }
}

// --- the world, played --------------------------------------------------------------------------------------------

const COATS = ["#6d8f88", "#b98b6a", "#7f86ad", "#a8736a", "#87975f", "#98739a"];
const WALLS = ["#dfe7e2", "#efe3d2", "#e3e4ee", "#f1e1d8", "#e6ecd9", "#ece2ea"];

/** A person sitting before a wall, drawn; enough to judge a layout by. */
function drawn(index: number): MediaStream {
  const canvas = Object.assign(document.createElement("canvas"), { width: 960, height: 540 });
  const pen = canvas.getContext("2d");
  const paint = () => {
    if (pen === null) return;
    pen.fillStyle = WALLS[index % 6] ?? "#ddd";
    pen.fillRect(0, 0, 960, 540);
    pen.fillStyle = "rgb(255 255 255 / 45%)";
    pen.fillRect(90 + (index % 4) * 40, 60, 190, 230);
    pen.fillStyle = COATS[index % 6] ?? "#888";
    pen.beginPath();
    pen.ellipse(480, 600, 280, 260, 0, Math.PI, 0);
    pen.fill();
    pen.fillStyle = ["#c99f82", "#8a5a3c", "#e3bd9f", "#6b432c", "#d9ab88"][index % 5] ?? "#c99";
    pen.beginPath();
    pen.ellipse(480, 245, 105, 135, 0, 0, 7);
    pen.fill();
    pen.fillStyle = ["#3a2a20", "#1f1a17", "#7a5230", "#2a2220"][index % 4] ?? "#333";
    pen.beginPath();
    pen.ellipse(480, 175, 118, 85, 0, Math.PI, 0);
    pen.fill();
  };
  paint();
  setInterval(paint, 250);
  return canvas.captureStream(4);
}

const streams = new Map<number, MediaStream>();
const stream = (index: number) => streams.get(index) ?? streams.set(index, drawn(index)).get(index) ?? null;

let state = stateOf();
const listeners = new Set<(state: State) => void>();
const runtime: Runtime = {
  state: () => state,
  act: (event: Event) => {
    [state] = update(state, event);
    for (const listener of listeners) listener(state);
  },
  subscribe: (listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  seat: (_generation, seat) => {
    const picture = stream(seat);
    return picture && ({ picture, sound: new MediaStream() } as unknown as Seat);
  },
  ownPicture: () => stream(7),
  ownMeter: () => () => 0.04 + 0.03 * Math.sin(performance.now() / 300),
  watch: () => undefined,
  connection: () => null,
};

const root = document.getElementById("room");
if (root !== null) {
  const config = {
    socketPath: "",
    helpPhone: "+1 555 010 0199",
    leaveUrl: "/",
    language,
    title: "Relapse prevention · Tuesday group",
  };
  render(
    <WorldContext.Provider value={{ runtime, strings: stringsFor(language), config }}>
      <App />
    </WorldContext.Provider>,
    root,
  );
}
