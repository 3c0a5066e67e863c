import { describe, expect, test } from "vitest";
import type { FromServer } from "../protocol.generated";
import { begin, NOW, Page, person, roomView, snapshot, you } from "./people";

const said = (page: Page) => page.state.log.map(({ saying }) => saying);

describe("the connection", () => {
  test("a lost socket is tried again soon, then later, and asks for its old connection", () => {
    const page = Page.inside().does({ type: "dropped", closing: null, random: 1 });
    expect(page.took()).toContainEqual({ type: "connect", afterMs: 500, resume: "c1" });
    page.does({ type: "dropped", closing: null, random: 1 }, { type: "dropped", closing: null, random: 1 });
    expect(page.took().filter(({ type }) => type === "connect")).toEqual([
      { type: "connect", afterMs: 1000, resume: "c1" },
      { type: "connect", afterMs: 2000, resume: "c1" },
    ]);
  });

  test("the room stays on the screen while the socket is away", () => {
    const page = Page.inside({ people: [person("ana")] }).does({ type: "dropped", closing: null, random: 0 });
    expect(page.state.room?.people.map(({ id }) => id)).toEqual(["ana"]);
    expect(page.state.media.current?.generation).toBe(1);
    expect(said(page)).toEqual([{ kind: "lost" }]);
  });

  test("a reason that trying again cannot mend ends the page, and lets go of camera and media", () => {
    const closing = {
      type: "closing",
      code: "removed",
      sentence: "Please call us.",
      reconnect: false,
      after_s: 0,
    } as const;
    const page = Page.inside().does({ type: "dropped", closing, random: 0 });
    expect(page.state.link).toEqual({ kind: "closed", code: "removed", sentence: "Please call us." });
    expect(page.took()).toEqual([{ type: "close_line", generation: 1 }, { type: "release_devices" }]);
  });

  test("a restart of the server is only a pause", () => {
    const closing = { type: "closing", code: "restarting", sentence: "", reconnect: true, after_s: 0 } as const;
    expect(Page.inside().does({ type: "dropped", closing, random: 0 }).state.link.kind).toBe("waiting");
  });

  test("nobody waits for a retry when the network comes back", () => {
    const page = Page.inside().does({ type: "dropped", closing: null, random: 1 });
    page.took();
    page.does({ type: "connect_now" });
    expect(page.took()).toEqual([{ type: "connect", afterMs: 0, resume: "c1" }]);
    expect(page.does({ type: "connect_now" }).took()).toEqual([]);
  });

  test("whoever leaves while the socket is away tells so by another way", () => {
    const page = Page.inside().does({ type: "dropped", closing: null, random: 1 });
    page.took();
    page.does({ type: "order", order: { type: "leave" } });
    expect(page.state.link).toMatchObject({ kind: "closed", code: "left" });
    expect(page.took()).toContainEqual({ type: "tell_left", connection: "c1" });
  });

  test("leaving is immediate, whether or not the server answers", () => {
    const page = Page.inside().does({ type: "order", order: { type: "leave" } });
    expect(page.state.link).toMatchObject({ kind: "closed", code: "left" });
    expect(page.took()).toEqual([
      { type: "send", order: { type: "leave" } },
      { type: "disconnect" },
      { type: "tell_left", connection: "c1" },
      { type: "close_line", generation: 1 },
      { type: "release_devices" },
    ]);
  });
});

describe("the room", () => {
  test("changes are merged in place, so that nobody's tile jumps", () => {
    const page = Page.inside({ people: [person("ana"), person("ben"), person("cy")] });
    page.hears({
      type: "changed",
      version: 12,
      people: [person("dee"), person("ana", { microphone: false })],
      gone: ["ben"],
    });
    expect(page.state.room?.people.map(({ id, microphone }) => [id, microphone])).toEqual([
      ["ana", false],
      ["cy", true],
      ["dee", true],
    ]);
  });

  test("a change older than the snapshot is ignored", () => {
    const page = Page.inside();
    const before = page.state;
    page.hears({ type: "changed", version: 9, room: roomView({ locked: true }) });
    expect(page.state).toBe(before);
  });

  test("those who come, go and knock are said aloud, once", () => {
    const page = Page.inside({ people: [person("ana")], you: you({ part: "facilitator" }) });
    page.hears({
      type: "changed",
      version: 11,
      people: [person("ben"), person("cy", { standing: "lobby", waiting_since: "2026-03-02T15:00:00Z" })],
      gone: ["ana"],
    });
    page.hears({ type: "changed", version: 12, people: [person("ben", { microphone: false })] });
    expect(said(page)).toEqual([
      { kind: "joined", name: "Ben" },
      { kind: "knocked", name: "Cy" },
      { kind: "left", name: "Ana" },
    ]);
    expect(page.took().filter(({ type }) => type === "chime")).toHaveLength(1);
  });

  test("a clinician who drops out of sight has left, though still listed", () => {
    const page = Page.inside({ people: [person("ana")] });
    page.hears({ type: "changed", version: 11, people: [person("ana", { connected: false })] });
    expect(said(page)).toEqual([{ kind: "left", name: "Ana" }]);
  });

  test("being let in asks for the snapshot that carries the media, and opens them", () => {
    const page = new Page().hears(snapshot({ you: you({ standing: "lobby" }), media: null }));
    page.took();
    page.hears({ type: "changed", version: 11, you: you() });
    expect(page.took()).toContainEqual({ type: "send", order: { type: "sync" } });
    page.hears(snapshot({ version: 11 }));
    expect(page.took()).toContainEqual({ type: "open_line", generation: 1, seats: 15, iceServers: [] });
    expect(said(page)).toEqual([{ kind: "admitted" }]);
  });

  test("the server's clock is kept, for how long somebody has waited", () => {
    const page = new Page().does({ type: "said", message: snapshot(), now: NOW - 90_000 });
    expect(page.state.room?.clockAhead).toBe(90_000);
  });

  test("every kind of message is taken without complaint, in every state of the page", () => {
    const messages: FromServer[] = [
      snapshot(),
      { type: "changed", version: 11 },
      { type: "ok", id: "1" },
      { type: "answer", id: "1", sdp: "" },
      { type: "error", id: null, code: "malformed", sentence: "" },
      { type: "seats", seats: [{ seat: 0, person: "ana" }] },
      { type: "media_lost" },
      { type: "media_elsewhere" },
      { type: "ping", n: 1 },
      { type: "reacted", person: "ana", reaction: "heart" },
      { type: "captioned", person: "ana", line: 1, text: "hello", final: true },
      { type: "media_encodings", encodings: ["l"] },
      { type: "media_quality", loss_up: 0, loss_down: 0, down_bps: 1, video_paused: true },
      { type: "closing", code: "room_ended", sentence: "", reconnect: false, after_s: 0 },
    ];
    for (const page of [() => new Page(), () => Page.inside()])
      for (const first of messages) for (const second of messages) page().hears(first, second);
  });
});

describe("media", () => {
  test("the old line is seen until the new one flows, and only then closed", () => {
    const page = Page.inside().hears(
      { type: "seats", seats: [{ seat: 3, person: "ana" }] },
      { type: "media_lost" },
      { type: "seats", seats: [{ seat: 0, person: "ana" }] },
    );
    expect(page.state.media.current?.seats).toEqual(new Map([["ana", 3]]));
    expect(page.took()).toEqual([{ type: "open_line", generation: 2, seats: 15, iceServers: [] }]);
    page.does({ type: "line_offered", generation: 2 }, { type: "line_up", generation: 2 });
    expect(page.state.media.current).toEqual({ generation: 2, seats: new Map([["ana", 0]]), offered: true });
    expect(page.took()).toEqual([{ type: "close_line", generation: 1 }]);
  });

  test("what the media server measures of a line is about that line alone", () => {
    const page = Page.inside().hears({
      type: "media_quality",
      loss_up: 0.04,
      loss_down: 0.11,
      down_bps: 200_000,
      video_paused: true,
    });
    expect(page.state.losses).toEqual({ up: 0.04, down: 0.11 });
    expect(page.state.picturesPaused).toBe(true);
    page.hears({ type: "media_lost" });
    page.does({ type: "line_offered", generation: 2 }, { type: "line_up", generation: 2 });
    expect(page.state.losses).toEqual({ up: 0, down: 0 });
    expect(page.state.picturesPaused).toBe(false);
  });

  test("which encodings are wanted is about the newest line", () => {
    const page = Page.inside().hears({ type: "media_encodings", encodings: ["l"] });
    expect(page.took()).toContainEqual({ type: "send_encodings", generation: 1, encodings: ["l"] });
    page.hears({ type: "media_lost" }, { type: "media_encodings", encodings: ["l", "h"] });
    expect(page.took()).toContainEqual({ type: "send_encodings", generation: 2, encodings: ["l", "h"] });
    expect(new Page().hears({ type: "media_encodings", encodings: ["l"] }).took()).toEqual([]);
  });

  test("an offer that is yet to be sent is the remedy for lost media; one to a server that died is not", () => {
    const page = Page.inside().hears({ type: "media_lost" }, { type: "media_lost" });
    expect(page.took().filter(({ type }) => type === "open_line")).toHaveLength(1);
    page.does({ type: "line_offered", generation: 2 }).hears({ type: "media_lost" });
    expect(page.took()).toEqual([
      { type: "close_line", generation: 2 },
      { type: "open_line", generation: 3, seats: 15, iceServers: [] },
    ]);
  });

  test("a line that never comes up is tried again, later each time", () => {
    const page = Page.inside().hears({ type: "media_lost" });
    page.took();
    page.does({ type: "line_lost", generation: 2, random: 1 });
    expect(page.took()).toEqual([
      { type: "close_line", generation: 2 },
      { type: "open_line_later", generation: 3, afterMs: 500 },
    ]);
    page.does({ type: "open_line", generation: 3 }, { type: "line_lost", generation: 3, random: 1 });
    expect(page.took()).toContainEqual({ type: "open_line_later", generation: 4, afterMs: 1000 });
  });

  test("a retry that was overtaken does nothing", () => {
    const page = Page.inside().hears({ type: "media_lost" });
    page.does({ type: "line_lost", generation: 2, random: 1 });
    page.hears({ type: "media_lost" });
    page.took();
    expect(page.does({ type: "open_line", generation: 3 }).took()).toEqual([]);
  });

  test("a connection that is resumed keeps its line; a new one gets a new line", () => {
    const resumed = Page.inside().does({ type: "dropped", closing: null, random: 0 }).hears(snapshot());
    expect(resumed.took().some(({ type }) => type === "open_line")).toBe(false);
    const anew = Page.inside()
      .does({ type: "dropped", closing: null, random: 0 })
      .hears(snapshot({ connection: "c2" }));
    expect(anew.took().filter(({ type }) => type === "open_line")).toHaveLength(1);
  });

  test("a line lost while the socket was away is replaced when it returns", () => {
    const page = Page.inside().does({ type: "dropped", closing: null, random: 0 });
    page.does({ type: "line_lost", generation: 1, random: 0 });
    page.took();
    expect(page.hears(snapshot()).took()).toContainEqual({
      type: "open_line",
      generation: 2,
      seats: 15,
      iceServers: [],
    });
  });

  test("a newer tab takes the media; this one lets go of everything until it is asked back", () => {
    const page = Page.inside().hears({ type: "media_elsewhere" });
    expect(page.state.media.mode).toBe("elsewhere");
    expect(page.took()).toEqual([{ type: "close_line", generation: 1 }, { type: "release_devices" }]);
    page.does({ type: "dropped", closing: null, random: 0 }).hears(snapshot({ connection: "c2" }));
    expect(page.took().some(({ type }) => type === "open_line" || type === "send")).toBe(false);
    page.does({ type: "use_here" });
    expect(page.took()).toEqual([
      { type: "open_line", generation: 2, seats: 15, iceServers: [] },
      { type: "acquire", microphone: true, camera: true },
    ]);
  });
});

describe("microphone and camera", () => {
  test("muting silences the track and tells the room", () => {
    const page = Page.inside().does({ type: "toggle", device: "microphone" });
    expect(page.took()).toEqual([
      { type: "microphone", on: false },
      { type: "remember", microphone: false, camera: true },
      { type: "send", order: { type: "set_microphone", on: false } },
    ]);
  });

  test("stopping the camera releases it, so that its light goes out; starting asks for it anew", () => {
    const page = Page.inside().does({ type: "toggle", device: "camera" });
    expect(page.took()).toEqual([
      { type: "release_camera" },
      { type: "remember", microphone: true, camera: false },
      { type: "send", order: { type: "set_camera", on: false } },
    ]);
    page.does({ type: "toggle", device: "camera" });
    expect(page.took()).toContainEqual({ type: "acquire", microphone: false, camera: true });
    page.does({ type: "device", device: "camera", state: "live" });
    expect(page.took()).toContainEqual({ type: "send", order: { type: "set_camera", on: true } });
  });

  test("a clinician's mute is obeyed, and said", () => {
    const page = Page.inside().hears({ type: "changed", version: 11, you: you({ microphone: false }) });
    expect(page.took()).toContainEqual({ type: "microphone", on: false });
    expect(page.state.microphone.wanted).toBe(false);
    expect(said(page)).toEqual([{ kind: "muted" }]);
  });

  test("a mute while the connection was away is obeyed on return", () => {
    const page = Page.inside().does({ type: "dropped", closing: null, random: 0 });
    page.hears(snapshot({ connection: "c2", you: you({ microphone: false }) }));
    expect(page.state.microphone.wanted).toBe(false);
  });

  test("switching off and on quickly is not taken for a mute by somebody else", () => {
    const page = Page.inside();
    page.does({ type: "toggle", device: "microphone" }, { type: "toggle", device: "microphone" });
    page.hears(
      { type: "changed", version: 11, you: you({ microphone: false }) },
      { type: "changed", version: 12, you: you({ microphone: true }) },
    );
    expect(page.state.microphone).toEqual({ wanted: true, state: "live", told: null });
    expect(page.took().filter(({ type }) => type === "send")).toEqual([
      { type: "send", order: { type: "set_microphone", on: false } },
      { type: "send", order: { type: "set_microphone", on: true } },
    ]);
  });

  test("a page opened anew comes back as silent as its person was; a reloaded one as it was itself", () => {
    const silent = snapshot({ you: you({ microphone: false }) });
    const orders = (page: Page) => page.took().filter(({ type }) => type === "send");
    const begins = (page: Page) =>
      page
        .does({ type: "retry_devices" })
        .hears(silent)
        .does({ type: "device", device: "microphone", state: "live" });
    expect(orders(begins(new Page(begin())))).toEqual([]);
    expect(orders(begins(new Page(begin({ remembered: { microphone: true, camera: false } }))))).toContainEqual({
      type: "send",
      order: { type: "set_microphone", on: true },
    });
  });

  test("the room is told that a device is lacking only when that is known", () => {
    const page = new Page().does({ type: "retry_devices" }).hears(snapshot());
    expect(page.took().filter(({ type }) => type === "send")).toEqual([]);
    page.does({ type: "device", device: "camera", state: "refused" });
    expect(page.took().filter(({ type }) => type === "send")).toEqual([
      { type: "send", order: { type: "set_camera", on: false } },
    ]);
  });

  test("a camera taken by a phone call is interrupted, not switched off", () => {
    const page = Page.inside().does({ type: "device", device: "camera", state: "interrupted" });
    expect(page.state.camera).toMatchObject({ wanted: true, state: "interrupted" });
    page.does({ type: "retry_devices" });
    expect(page.took()).toContainEqual({ type: "acquire", microphone: false, camera: true });
  });

  test("a device that arrives after the end is let go at once", () => {
    const page = Page.inside().does({ type: "order", order: { type: "leave" } });
    page.took();
    page.does({ type: "device", device: "camera", state: "live" });
    expect(page.took()).toEqual([{ type: "release_devices" }]);
  });
});
