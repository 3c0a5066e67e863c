/**
 * The room's screens without a server, for looking at and for `tests/journeys/test_room_states.py`: `npx vite --config
 * dev/vite.config.ts`, then `/?story=group&people=9`. The states are `stories.ts`; only the world is played here.
 */

import { render } from "preact";
import type { Event, State } from "../src/room/model";
import type { Seat } from "../src/room/peer";
import type { Runtime } from "../src/room/runtime";
import { stringsFor } from "../src/room/strings";
import { update } from "../src/room/update";
import { App } from "../src/room/view/App";
import { WorldContext } from "../src/room/view/context";
import { TITLE } from "./rooms";
import { STORIES } from "./stories";
import "../src/room/room.css";

const asked = new URLSearchParams(location.search);
const count = Number(asked.get("people") ?? 7);
const language = asked.get("language") ?? "en";
document.documentElement.lang = language;

function stateOf(story: string): State {
  const told = STORIES[story];
  if (told === undefined) throw new Error(`no such story: ${story}. There are ${Object.keys(STORIES).join(", ")}`);
  return told(count, matchMedia("(min-width: 64rem)").matches);
}

// --- the world, played --------------------------------------------------------------------------------------------

const COATS = ["#6d8f88", "#b98b6a", "#7f86ad", "#a8736a", "#87975f", "#98739a"];
const WALLS = ["#dfe7e2", "#efe3d2", "#e3e4ee", "#f1e1d8", "#e6ecd9", "#ece2ea"];

/** A person sitting before a wall, drawn; enough to judge a layout by. */
function drawn(index: number): MediaStream {
  const canvas = Object.assign(document.createElement("canvas"), { width: 480, height: 270 });
  const pen = canvas.getContext("2d");
  const paint = () => {
    if (pen === null) return;
    pen.resetTransform();
    pen.scale(0.5, 0.5);
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
  // Still enough for a dozen of them on a machine without a graphics card.
  setInterval(paint, 1_000);
  return canvas.captureStream(1);
}

const streams = new Map<number, MediaStream>();
const stream = (index: number) => streams.get(index) ?? streams.set(index, drawn(index)).get(index) ?? null;

let state = stateOf("opening");
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
    return picture && ({ picture, sound: null } as unknown as Seat);
  },
  shared: () => stream(3),
  ownPicture: () => stream(7),
  ownMeter: () => () => 0.04 + 0.03 * Math.sin(performance.now() / 300),
  watch: () => undefined,
  connection: () => null,
};

const config = {
  socketPath: "",
  helpPhone: "+1 555 010 0199",
  leaveUrl: "/",
  language,
  title: TITLE,
  iceServers: [],
};

/** Shows a story from its beginning. */
function tell(story: string): void {
  const root = document.getElementById("room");
  if (root === null) return;
  render(null, root);
  state = stateOf(story);
  render(
    <WorldContext.Provider value={{ runtime, strings: stringsFor(language), config }}>
      <App />
    </WorldContext.Provider>,
    root,
  );
}

// For whoever looks at all of them, one after the other.
Object.assign(window, { stories: Object.keys(STORIES), tell });
tell(asked.get("story") ?? "group");
