/** What is worth saying about a change of the room to someone who cannot see it: pure, one subject a function. */

import { facilitates, type NamedSaying, type Room, type Saying } from "./model";
import type { PersonView } from "./protocol.generated";
import { isIn, isWaiting } from "./update_room";

/** In the order in which it is said. */
export function differences(before: Room, after: Room): readonly Saying[] {
  if (before.you.standing === "lobby" && after.you.standing === "admitted") return [{ kind: "admitted" }];
  return [...ofPeople(before, after), ...ofRoom(before, after), ...ofRound(before, after), ...ofYou(before, after)];
}

function ofPeople(before: Room, after: Room): Saying[] {
  const sayings: Saying[] = [];
  const were = new Map(before.people.map((person) => [person.id, person]));
  const are = new Map(after.people.map((person) => [person.id, person]));
  for (const person of after.people) sayings.push(...ofPerson(were.get(person.id), person));
  for (const person of before.people) {
    const is = are.get(person.id);
    if (isIn(person) && !(is && isIn(is))) sayings.push({ kind: "left", name: person.name });
  }
  return sayings;
}

function ofPerson(was: PersonView | undefined, is: PersonView): Saying[] {
  const { name } = is;
  const here = isIn(is);
  const already = was !== undefined && isIn(was);
  const happened: readonly (readonly [boolean, NamedSaying])[] = [
    [here && !already, "joined"],
    [isWaiting(is) && !(was && isWaiting(was)), "knocked"],
    [here && is.hand !== null && (was?.hand ?? null) === null, "hand"],
    [here && is.sharing && was?.sharing !== true, "sharing"],
    [is.staff?.distress === "told" && was?.staff?.distress !== "told", "distress"],
    [is.staff?.share === "requested" && was?.staff?.share !== "requested", "wants_share"],
    [here && is.interrupted && was?.interrupted === false, "interrupted"],
  ];
  return happened.filter(([did]) => did).map(([, kind]) => ({ kind, name }));
}

function ofRoom(before: Room, after: Room): Saying[] {
  const [was, is] = [before.room, after.room];
  const sayings: Saying[] = [];
  if (is.locked !== was.locked) sayings.push({ kind: is.locked ? "locked" : "unlocked" });
  if (is.held !== was.held) sayings.push({ kind: is.held ? "held" : "resumed" });
  if ((is.pause === null) !== (was.pause === null))
    sayings.push({ kind: is.pause === null ? "break_over" : "break_began" });
  if (is.spotlight !== was.spotlight && is.spotlight !== null && is.spotlight !== after.you.id)
    sayings.push({ kind: "spotlit", name: nameOf(after, is.spotlight) });
  return sayings;
}

function ofRound(before: Room, after: Room): Saying[] {
  const current = after.room.round?.current ?? null;
  if (current === null || current === (before.room.round?.current ?? null)) return [];
  return current === after.you.id
    ? [{ kind: "your_turn" }]
    : [{ kind: "turn_of", name: nameOf(after, current) }];
}

function ofYou(before: Room, after: Room): Saying[] {
  const [was, is] = [before.you, after.you];
  const sayings: Saying[] = [];
  if (is.place.id !== was.place.id)
    sayings.push(
      is.place.kind === "breakout"
        ? { kind: "breakout", name: is.place.name }
        : { kind: is.place.kind === "side" ? "side_room" : "back_in_room" },
    );
  if (is.share === "granted" && ["none", "requested"].includes(was.share) && !facilitates(is))
    sayings.push({ kind: "share_granted" });
  if (is.distress === "seen" && was.distress === "told") sayings.push({ kind: "distress_seen" });
  return sayings;
}

/** The name of somebody in the room, oneself included; empty for those who are no longer there. */
export function nameOf(room: Room, id: string): string {
  return id === room.you.id ? room.you.name : (room.people.find((person) => person.id === id)?.name ?? "");
}
