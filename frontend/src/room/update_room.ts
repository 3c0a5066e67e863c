/** What the server tells about the room and its people: snapshots and changes. */

import { differences } from "./differences";
import { facilitates, type Room, type State, type Step } from "./model";
import type { Changed, ChatLine, PersonView, Snapshot } from "./protocol.generated";
import { also, say } from "./steps";

/** Present, as the others see it: admitted and connected. */
export function isIn(person: PersonView): boolean {
  return person.standing === "admitted" && person.connected;
}

export function isWaiting(person: PersonView): boolean {
  return person.standing === "lobby" && person.connected;
}

/** Present in the same place as this viewer: the room itself, a breakout, or a side room. */
export function isHere(person: PersonView, room: Room): boolean {
  return isIn(person) && person.place === room.you.place.id;
}

export function snapshot(state: State, message: Snapshot, now: number): Step {
  const room: Room = {
    version: message.version,
    connection: message.connection,
    you: message.you,
    room: message.room,
    people: message.people,
    chat: message.chat,
    media: message.media,
    clockAhead: Date.parse(message.now) - now,
  };
  const back = state.room !== null && state.link.kind !== "online";
  let step: Step = [{ ...state, room, link: { kind: "online" } }, []];
  if (back) step = also(step, (s) => say(s, { kind: "back" }));
  return state.room === null ? step : also(step, (s) => told(s, state.room, room));
}

export function changed(state: State, message: Changed): Step {
  const before = state.room;
  if (before === null) return [state, []];
  const room = message.room ?? before.room;
  const after: Room = {
    ...before,
    version: message.version,
    you: message.you ?? before.you,
    room,
    people: merged(before.people, message.people ?? [], message.gone ?? []),
    chat: kept([...before.chat, ...(message.chat ?? [])], room.chat_from),
  };
  const step = told({ ...state, room: after }, before, after);
  // Media comes with a snapshot, and the newly admitted have none yet.
  return after.you.standing === "admitted" && after.media === null
    ? also(step, (s) => [s, [{ type: "send", order: { type: "sync" } }]])
    : step;
}

/** People keep their places: the changed stay where they were and the new come last, so that no tile jumps. */
export function merged(
  before: readonly PersonView[],
  differing: readonly PersonView[],
  gone: readonly string[],
): readonly PersonView[] {
  const fresh = new Map(differing.map((person) => [person.id, person]));
  const left = new Set(gone);
  const stayed = before.filter(({ id }) => !left.has(id)).map((person) => fresh.get(person.id) ?? person);
  const known = new Set(before.map(({ id }) => id));
  return [...stayed, ...differing.filter(({ id }) => !known.has(id) && !left.has(id))];
}

function kept(lines: readonly ChatLine[], from: number): readonly ChatLine[] {
  return lines.filter(({ number }) => number >= from);
}

function told(state: State, before: Room | null, after: Room): Step {
  if (before === null) return [state, []];
  const sayings = differences(before, after);
  const fresh = written(before, after);
  const unread = state.panel === "chat" ? 0 : state.unread + fresh.length;
  let step: Step = [{ ...state, unread }, []];
  for (const saying of sayings) step = also(step, (s) => say(s, saying));
  for (const line of fresh)
    step = also(step, (s) =>
      say(s, { kind: "wrote", name: line.name, text: line.text, toOneself: line.to !== "everyone" }),
    );
  const rings = sayings.some(({ kind }) => kind === "knocked" || kind === "distress");
  return facilitates(after.you) && rings ? also(step, (s) => [s, [{ type: "chime" }]]) : step;
}

/** The lines of chat that others wrote since `before`. */
function written(before: Room, after: Room): readonly ChatLine[] {
  const last = Math.max(-1, ...before.chat.map(({ number }) => number));
  return after.chat.filter(({ number, person }) => number > last && person !== after.you.id);
}
