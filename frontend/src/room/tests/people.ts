/** Rooms and people for the tests: what the server would send, with only what a test is about spelled out. */

import { initial, type Beginning, type Effect, type Event, type State } from "../model";
import type { ChatLine, ForStaff, PersonView, RoomView, Snapshot, You } from "../protocol.generated";
import { DEFAULTS } from "../settings";
import { update } from "../update";

export const NOW = Date.parse("2026-03-02T15:00:00Z");

export function person(id: string, change: Partial<PersonView> = {}): PersonView {
  return {
    id,
    name: id.charAt(0).toUpperCase() + id.slice(1),
    pronouns: "",
    part: "client",
    standing: "admitted",
    connected: true,
    microphone: true,
    camera: true,
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

export function you(change: Partial<You> = {}): You {
  return {
    id: "me",
    name: "Me",
    part: "client",
    standing: "admitted",
    microphone: true,
    camera: true,
    pronouns: "",
    interrupted: false,
    quality: "good",
    hand: null,
    share: "none",
    asked_to_unmute: false,
    distress: "none",
    place: { id: "room", kind: "room", name: "" },
    on_hold: false,
    lobby_notes: [],
    ...change,
  };
}

/** What clinicians see of somebody besides. */
export function forStaff(change: Partial<ForStaff> = {}): ForStaff {
  return {
    roster_name: "",
    check_in: null,
    distress: "none",
    distress_at: null,
    share: "none",
    asked_to_unmute: false,
    lobby_notes: [],
    assigned: "room",
    ...change,
  };
}

export function chatLine(number: number, change: Partial<ChatLine> = {}): ChatLine {
  return {
    number,
    at: "2026-03-02T15:00:00Z",
    person: "ana",
    name: "Ana",
    part: "client",
    to: "everyone",
    text: `line ${number}`,
    about: null,
    place: "room",
    announced: false,
    ...change,
  };
}

export function roomView(change: Partial<RoomView> = {}): RoomView {
  return {
    phase: "open",
    locked: false,
    facilitated: true,
    title: "Tuesday group",
    starts_at: "2026-03-02T15:00:00Z",
    ends_at: "2026-03-02T17:00:00Z",
    held: false,
    topic: "",
    materials: [],
    spotlight: null,
    round: null,
    pause: null,
    breakouts: null,
    chat_from: 0,
    ...change,
  };
}

export function snapshot(change: Partial<Snapshot> = {}): Snapshot {
  return {
    type: "snapshot",
    version: 10,
    now: "2026-03-02T15:00:00Z",
    connection: "c1",
    you: you(),
    room: roomView(),
    people: [],
    chat: [],
    media: { seats: 15, ice_servers: [] },
    ...change,
  };
}

/** A page that passed its device check, on a phone, with nothing remembered. */
export function begin(change: Partial<Beginning> = {}): State {
  return initial({ remembered: null, settings: DEFAULTS, joined: true, wide: false, ...change });
}

/** A page and what it did: events go in one after the other, effects are collected. */
export class Page {
  effects: Effect[] = [];

  constructor(public state: State = begin()) {}

  does(...events: readonly Event[]): this {
    for (const event of events) {
      const [state, effects] = update(this.state, event);
      this.state = state;
      this.effects.push(...effects);
    }
    return this;
  }

  hears(...messages: readonly Extract<Event, { type: "said" }>["message"][]): this {
    return this.does(...messages.map((message) => ({ type: "said", message, now: NOW }) as const));
  }

  /** The effects since the last look. */
  took(): Effect[] {
    const taken = this.effects;
    this.effects = [];
    return taken;
  }

  /** Admitted, with both devices live and a line that is up. */
  static inside(change: Partial<Snapshot> = {}): Page {
    const page = new Page().does({ type: "retry_devices" }).hears(snapshot(change));
    page.does(
      { type: "device", device: "microphone", state: "live" },
      { type: "device", device: "camera", state: "live" },
      { type: "line_offered", generation: 1 },
      { type: "line_up", generation: 1 },
    );
    page.took();
    return page;
  }
}
