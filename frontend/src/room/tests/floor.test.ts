import { describe, expect, test } from "vitest";
import { begin, chatLine, forStaff, Page, person, roomView, snapshot, you } from "./people";

const said = (page: Page) => page.state.log.map(({ saying }) => saying);
const orders = (page: Page) => page.took().flatMap((effect) => (effect.type === "send" ? [effect.order] : []));

describe("joining", () => {
  test("nobody knocks before they say so", () => {
    const page = new Page(begin({ joined: false }));
    expect(page.state.link.kind).toBe("checking");
    page.does({ type: "join" });
    expect(page.took()).toEqual([{ type: "remember_joined" }, { type: "connect", afterMs: 0, resume: null }]);
    expect(page.does({ type: "join" }).took()).toEqual([]);
  });

  test("a gate that is not yet passed is where the page goes", () => {
    const closing = {
      type: "closing",
      code: "gate_incomplete",
      sentence: "",
      reconnect: false,
      after_s: 0,
    } as const;
    expect(new Page().does({ type: "dropped", closing, random: 0 }).took()).toEqual([{ type: "go_to_gate" }]);
  });

  test("a restart spreads a group's return, and is said as what it is", () => {
    const closing = { type: "closing", code: "restarting", sentence: "", reconnect: true, after_s: 4 } as const;
    const page = Page.inside().does({ type: "dropped", closing, random: 0 });
    expect(page.took()).toContainEqual({ type: "connect", afterMs: 4000, resume: "c1" });
    expect(page.state.link).toEqual({ kind: "waiting", attempt: 0, moving: true });
    page.does({ type: "dropped", closing: null, random: 0 });
    expect(page.state.link).toEqual({ kind: "waiting", attempt: 1, moving: true });
  });
});

describe("words", () => {
  test("new lines are added, those no longer kept are dropped, and what is unread is counted until it is looked at", () => {
    const page = Page.inside({ chat: [chatLine(1)] });
    page.hears({ type: "changed", version: 11, chat: [chatLine(2), chatLine(3, { person: "me" })] });
    expect(page.state.unread).toBe(1);
    page.hears({ type: "changed", version: 12, room: roomView({ chat_from: 2 }), chat: [chatLine(4)] });
    expect(page.state.room?.chat.map(({ number }) => number)).toEqual([2, 3, 4]);
    page.does({ type: "panel", panel: "chat" });
    expect(page.state.unread).toBe(0);
    page.hears({ type: "changed", version: 13, chat: [chatLine(5)] });
    expect(page.state.unread).toBe(0);
  });

  test("a word to oneself alone is shown at once; one to all waits behind its mark", () => {
    const page = Page.inside().hears(
      { type: "changed", version: 11, chat: [chatLine(1, { text: "hello" })] },
      { type: "changed", version: 12, chat: [chatLine(2, { to: "person", about: "me", text: "just us" })] },
    );
    expect(page.state.notices.map(({ saying }) => saying)).toEqual([
      { kind: "wrote", name: "Ana", text: "just us", toOneself: true },
    ]);
    expect(said(page)).toHaveLength(2);
  });
});

describe("what passes", () => {
  test("a person's newer reaction takes the older one's place, and fades", () => {
    const page = Page.inside().hears(
      { type: "reacted", person: "ana", reaction: "heart" },
      { type: "reacted", person: "ana", reaction: "smile" },
    );
    expect(page.state.reactions.map(({ what }) => what)).toEqual(["smile"]);
    page.does({ type: "faded", key: page.state.reactions[0]?.key ?? 0 });
    expect(page.state.reactions).toEqual([]);
  });

  test("a later text of the same line replaces it, so that words correct themselves", () => {
    const line = (text: string, number = 1) =>
      ({ type: "captioned", person: "ana", line: number, text, final: false }) as const;
    const page = Page.inside().hears(line("I think"), line("I think so"), line("Yes", 2));
    expect(page.state.captions.map(({ what }) => what.text)).toEqual(["I think so", "Yes"]);
    page.hears(line("3", 3), line("4", 4));
    expect(page.state.captions.map(({ what }) => what.text)).toEqual(["Yes", "3", "4"]);
  });

  test("one's own words are shared only when agreed to, and only while one may be heard", () => {
    const heard = { type: "own_caption", text: "hello" } as const;
    const page = Page.inside();
    expect(orders(page.does(heard))).toEqual([]);
    page.does({ type: "set", change: { ownCaptions: true } });
    expect(page.took()).toContainEqual({ type: "own_captions", on: true });
    expect(orders(page.does(heard))).toEqual([{ type: "caption", line: 1, text: "hello", final: true }]);
    page.does({ type: "toggle", device: "microphone" });
    page.took();
    expect(orders(page.does(heard))).toEqual([]);
  });
});

describe("sharing a screen", () => {
  test("the room is told once a screen is captured, and when it ends", () => {
    const page = Page.inside({ you: you({ share: "granted" }) }).does({ type: "share", on: true });
    expect(page.took()).toEqual([{ type: "capture_screen", on: true }]);
    page.does({ type: "capturing", on: true });
    expect(orders(page)).toEqual([{ type: "set_share", on: true }]);
    page.does({ type: "capturing", on: false });
    expect(orders(page)).toEqual([{ type: "set_share", on: false }]);
  });

  test("a share that is taken back ends the capture, and says so", () => {
    const page = Page.inside({ you: you({ share: "granted" }) }).does({ type: "capturing", on: true });
    page.hears({ type: "changed", version: 11, you: you({ share: "sharing" }) });
    page.took();
    page.hears({ type: "changed", version: 12, you: you({ share: "none" }) });
    expect(page.took()).toContainEqual({ type: "capture_screen", on: false });
    expect(said(page)).toContainEqual({ kind: "share_ended" });
  });
});

describe("what is said of a change", () => {
  const before = { people: [person("ana"), person("ben")], you: you({ part: "facilitator" }) };
  const after = (change: Parameters<typeof snapshot>[0]) =>
    said(Page.inside(before).hears(snapshot({ ...before, version: 11, ...change })));

  test("a raised hand, a request, a call that interrupts", () => {
    expect(after({ people: [person("ana", { hand: 3 }), person("ben")] })).toEqual([{ kind: "hand", name: "Ana" }]);
    expect(after({ people: [person("ana", { staff: forStaff({ share: "requested" }) }), person("ben")] })).toEqual([
      { kind: "wants_share", name: "Ana" },
    ]);
    expect(after({ people: [person("ana", { interrupted: true }), person("ben")] })).toEqual([
      { kind: "interrupted", name: "Ana" },
    ]);
  });

  test("somebody who is not OK rings for clinicians, once", () => {
    const told = [person("ana", { staff: forStaff({ distress: "told" }) }), person("ben")];
    const page = Page.inside(before).hears(snapshot({ ...before, version: 11, people: told }));
    expect(said(page)).toEqual([{ kind: "distress", name: "Ana" }]);
    expect(page.took().filter(({ type }) => type === "chime")).toHaveLength(1);
    page.hears(snapshot({ ...before, version: 12, people: told }));
    expect(page.took().filter(({ type }) => type === "chime")).toHaveLength(0);
  });

  test("breaks, holds, turns and places", () => {
    const pause = { began_at: "2026-03-02T15:00:00Z", ends_at: "2026-03-02T15:05:00Z" };
    const round = (current: string) => ({ current, began_at: pause.began_at, seconds: 60, waiting: [], done: [] });
    expect(after({ room: roomView({ pause }) })).toEqual([{ kind: "break_began" }]);
    expect(after({ room: roomView({ held: true }) })).toEqual([{ kind: "held" }]);
    expect(after({ room: roomView({ round: round("ana") }) })).toEqual([{ kind: "turn_of", name: "Ana" }]);
    expect(after({ room: roomView({ round: round("me") }) })).toEqual([{ kind: "your_turn" }]);
    expect(after({ room: roomView({ spotlight: "ben" }) })).toEqual([{ kind: "spotlit", name: "Ben" }]);
    const place = { id: "b1", kind: "breakout", name: "Room 1" } as const;
    expect(after({ you: you({ part: "facilitator", place }) })).toEqual([{ kind: "breakout", name: "Room 1" }]);
  });

  test("a stopped camera is let go of, and its person told", () => {
    const page = Page.inside().hears({ type: "changed", version: 11, you: you({ camera: false }) });
    expect(page.took()).toContainEqual({ type: "release_camera" });
    expect(page.state.camera).toMatchObject({ wanted: false, state: "off" });
    expect(said(page)).toEqual([{ kind: "camera_stopped" }]);
  });
});
