import { describe, expect, test } from "vitest";
import browserSamples from "../../../../tests/wire/from_browser.json";
import serverSamples from "../../../../tests/wire/from_server.json";
import type { Order, Room } from "../model";
import type { Changed, Snapshot } from "../protocol.generated";
import { read } from "../wire";
import { Page } from "./people";

const messages = serverSamples
  .map((sample) => read(JSON.stringify(sample)))
  .filter((message) => message !== null);

describe("what the server says", () => {
  test("every sample is a message this page knows", () => expect(messages).toEqual(serverSamples));

  test("every sample is taken, whatever came before it", () => {
    const pages = [
      () => new Page(),
      () => Page.inside(),
      () => Page.inside().hears({ type: "media_elsewhere" }),
    ];
    for (const page of pages)
      for (const first of messages) for (const second of messages) page().hears(first, second);
  });

  test("snapshot and changes add up to what the samples say", () => {
    // Two rooms are sampled: each with its snapshot, and the changes that follow it.
    const after = (...versions: readonly number[]) =>
      new Page().hears(
        ...messages.filter(
          (message): message is Snapshot | Changed =>
            (message.type === "snapshot" || message.type === "changed") && versions.includes(message.version),
        ),
      ).state.room;
    const people = (room: Room | null) => room?.people.map(({ name, standing }) => [name, standing]);

    const small = after(12, 13, 14);
    expect(small).toMatchObject({ version: 14, you: { microphone: false }, room: { locked: false } });
    expect(people(small)).toEqual([["Ana", "admitted"]]);

    const large = after(40, 41);
    expect(large?.version).toBe(41);
    expect(people(large)).toEqual([
      ["Ben", "admitted"],
      ["Cole", "admitted"],
      ["Ana", "lobby"],
    ]);
    expect(large?.chat).toHaveLength(5);
  });

  test("what is no message of ours is skipped, never fatal", () => {
    for (const frame of [
      "",
      "{",
      "null",
      "[]",
      "7",
      '{"type":"toString"}',
      '{"type":"news"}',
      new ArrayBuffer(1),
    ])
      expect(read(frame)).toBeNull();
  });
});

describe("what this page says", () => {
  // One of each, so that the compiler complains when a command is added or changed.
  const orders: { readonly [Type in Order["type"]]: Extract<Order, { type: Type }> } = {
    sync: { type: "sync" },
    set_microphone: { type: "set_microphone", on: true },
    set_camera: { type: "set_camera", on: true },
    set_interrupted: { type: "set_interrupted", on: true },
    report_quality: { type: "report_quality", quality: "fair" },
    set_distress: { type: "set_distress", on: true },
    set_hand: { type: "set_hand", on: true },
    react: { type: "react", reaction: "heart" },
    caption: { type: "caption", line: 1, text: "hello", final: true },
    chat: { type: "chat", to: "everyone", text: "hello", person: null },
    request_share: { type: "request_share", on: true },
    set_share: { type: "set_share", on: true },
    next_turn: { type: "next_turn" },
    skip_turn: { type: "skip_turn" },
    go_to: { type: "go_to", place: "room" },
    decline: { type: "decline", person: "ana" },
    tell_lobby: { type: "tell_lobby", person: null, text: "soon" },
    stop_camera: { type: "stop_camera", person: "ana" },
    ask_to_unmute: { type: "ask_to_unmute", person: "ana" },
    lower_hand: { type: "lower_hand", person: null },
    grant_share: { type: "grant_share", person: "ana", on: true },
    spotlight: { type: "spotlight", person: "ana" },
    start_round: { type: "start_round", people: ["ana"], seconds: 120 },
    stop_round: { type: "stop_round" },
    start_break: { type: "start_break", seconds: 300 },
    end_break: { type: "end_break" },
    plan_breakouts: { type: "plan_breakouts", breakouts: [{ name: "Room 1", people: ["ana"] }] },
    open_breakouts: { type: "open_breakouts" },
    assign: { type: "assign", person: "ana", place: "b1" },
    close_breakouts: { type: "close_breakouts", in_s: 60 },
    announce: { type: "announce", text: "five minutes" },
    open_side_room: { type: "open_side_room", person: "ana" },
    close_side_room: { type: "close_side_room" },
    see_distress: { type: "see_distress", person: "ana" },
    leave: { type: "leave" },
    offer: { type: "offer", sdp: "v=0" },
    watch: { type: "watch", heights: { ana: 360 } },
    admit: { type: "admit", person: "ana" },
    admit_all: { type: "admit_all" },
    mute: { type: "mute", person: "ana" },
    mute_all: { type: "mute_all" },
    remove: { type: "remove", person: "ana" },
    set_lock: { type: "set_lock", on: true },
    end: { type: "end" },
  };

  test("has the shape of the samples", () => {
    for (const order of Object.values(orders)) {
      const sample = browserSamples.find(({ type }) => type === order.type);
      expect(Object.keys({ ...order, id: "1" }).sort()).toEqual(Object.keys(sample ?? {}).sort());
    }
  });
});
