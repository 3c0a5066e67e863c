import { describe, expect, test } from "vitest";
import browserSamples from "../../../../tests/wire/from_browser.json";
import serverSamples from "../../../../tests/wire/from_server.json";
import type { Order } from "../model";
import type { FromServer } from "../protocol.generated";
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
    const told = messages.filter(({ type }) => type === "snapshot" || type === "changed").slice(1);
    const page = new Page().hears(...(told as [FromServer]));
    expect(page.state.room).toMatchObject({
      version: 14,
      you: { microphone: false },
      room: { locked: false },
    });
    expect(page.state.room?.people.map(({ name, standing }) => [name, standing])).toEqual([
      ["Ana", "admitted"],
    ]);
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
