/** What the server tells about the room and its people: snapshots, changes, and what is worth saying aloud of them. */

import { facilitates, type Room, type Saying, type State, type Step } from "./model";
import type { Changed, PersonView, Snapshot } from "./protocol.generated";
import { also, say } from "./steps";

/** Present, as the others see it: admitted and connected. */
export function isIn(person: PersonView): boolean {
  return person.standing === "admitted" && person.connected;
}

export function isWaiting(person: PersonView): boolean {
  return person.standing === "lobby" && person.connected;
}

export function snapshot(state: State, message: Snapshot, now: number): Step {
  const room: Room = {
    version: message.version,
    connection: message.connection,
    you: message.you,
    room: message.room,
    people: message.people,
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
  const after: Room = {
    ...before,
    version: message.version,
    you: message.you ?? before.you,
    room: message.room ?? before.room,
    people: merged(before.people, message.people ?? [], message.gone ?? []),
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
  const kept = before.filter(({ id }) => !left.has(id)).map((person) => fresh.get(person.id) ?? person);
  const known = new Set(before.map(({ id }) => id));
  return [...kept, ...differing.filter(({ id }) => !known.has(id) && !left.has(id))];
}

function told(state: State, before: Room | null, after: Room): Step {
  const sayings = before === null ? [] : differences(before, after);
  let step: Step = [state, []];
  for (const saying of sayings) step = also(step, (s) => say(s, saying));
  const knocked = facilitates(after.you) && sayings.some(({ kind }) => kind === "knocked");
  return knocked ? also(step, (s) => [s, [{ type: "chime" }]]) : step;
}

/** What is worth telling someone who cannot see the tiles. */
export function differences(before: Room, after: Room): readonly Saying[] {
  const sayings: Saying[] = [];
  const were = new Map(before.people.map((person) => [person.id, person]));
  const are = new Map(after.people.map((person) => [person.id, person]));
  const admittedNow = before.you.standing === "lobby" && after.you.standing === "admitted";
  if (admittedNow) return [{ kind: "admitted" }];
  for (const person of after.people) {
    const was = were.get(person.id);
    if (isIn(person) && !(was && isIn(was))) sayings.push({ kind: "joined", name: person.name });
    if (isWaiting(person) && !(was && isWaiting(was))) sayings.push({ kind: "knocked", name: person.name });
  }
  for (const person of before.people) {
    const is = are.get(person.id);
    if (isIn(person) && !(is && isIn(is))) sayings.push({ kind: "left", name: person.name });
  }
  if (after.room.locked !== before.room.locked)
    sayings.push({ kind: after.room.locked ? "locked" : "unlocked" });
  return sayings;
}
