import { describe, expect, test } from "vitest";
import { DEFAULTS, inputsOf, NO_INPUTS, parseSettings, writeSettings } from "../settings";
import { begin, Page, you } from "./people";

const orders = (page: Page) => page.took().flatMap((effect) => (effect.type === "send" ? [effect.order] : []));
const acquired = (page: Page) => page.took().filter(({ type }) => type === "acquire");

describe("what a browser keeps", () => {
  test("choices come back as they were, but sharing one's words is agreed to anew", () => {
    const chosen = { ...DEFAULTS, layout: "speaker", camera: "c2", blur: true, ownCaptions: true } as const;
    expect(parseSettings(writeSettings(chosen))).toEqual({ ...chosen, ownCaptions: false });
  });

  test("what cannot be understood is as good as nothing", () => {
    for (const text of [null, "", "{", "7", "null", '{"layout":"cinema","blur":"yes","camera":3}'])
      expect(parseSettings(text)).toEqual(DEFAULTS);
  });

  test("devices that cannot be told apart are not offered", () => {
    const of = (kind: MediaDeviceKind, deviceId: string, label: string) => ({ kind, deviceId, label });
    expect(
      inputsOf([
        of("audioinput", "default", "Default"),
        of("audioinput", "m1", "Headset"),
        of("videoinput", "c1", ""),
        of("audiooutput", "s1", "Speakers"),
      ]),
    ).toEqual({
      microphone: [{ id: "m1", label: "Headset" }],
      camera: [],
      speaker: [{ id: "s1", label: "Speakers" }],
    });
  });
});

describe("devices", () => {
  const one = { ...NO_INPUTS, microphone: [{ id: "m1", label: "Built-in" }], camera: [{ id: "c1", label: "Cam" }] };
  const two = { ...one, microphone: [...one.microphone, { id: "m2", label: "Headset" }] };

  test("another microphone is asked for at once, and the call goes on", () => {
    const page = Page.inside().does({ type: "set", change: { microphone: "m2" } });
    expect(page.state.microphone).toMatchObject({ wanted: true, state: "live" });
    expect(acquired(page)).toEqual([{ type: "acquire", microphone: true, camera: false }]);
  });

  test("a loudspeaker is changed without asking for anything", () => {
    expect(acquired(Page.inside().does({ type: "set", change: { speaker: "s2" } }))).toEqual([]);
  });

  test("a chosen device that is plugged in again is used again", () => {
    const page = Page.inside().does({ type: "set", change: { microphone: "m2" } }, { type: "inputs", inputs: two });
    page.does({ type: "inputs", inputs: one });
    page.took();
    page.does({ type: "inputs", inputs: two });
    expect(acquired(page)).toEqual([{ type: "acquire", microphone: true, camera: false }]);
  });

  test("a device that was missed is asked for as soon as one is there", () => {
    const page = Page.inside().does({ type: "inputs", inputs: { ...NO_INPUTS, camera: one.camera } });
    page.does({ type: "device", device: "microphone", state: "missing" });
    page.took();
    page.does({ type: "inputs", inputs: one });
    expect(acquired(page)).toEqual([{ type: "acquire", microphone: true, camera: false }]);
  });

  test("an interruption is told to the room, and its end", () => {
    const page = Page.inside().does({ type: "device", device: "microphone", state: "interrupted" });
    expect(orders(page)).toContainEqual({ type: "set_interrupted", on: true });
    page.hears({ type: "changed", version: 11, you: you({ interrupted: true, microphone: false }) });
    page.does({ type: "device", device: "microphone", state: "live" });
    expect(orders(page)).toContainEqual({ type: "set_interrupted", on: false });
  });
});

describe("push-to-talk", () => {
  const page = () => Page.inside().does({ type: "set", change: { pushToTalk: true } });

  test("choosing it mutes, and the held bar opens the microphone", () => {
    const held = page();
    expect(held.state.microphone.wanted).toBe(false);
    held.does({ type: "talk", on: true });
    expect(held.state.microphone.wanted).toBe(true);
    expect(held.does({ type: "talk", on: false }).state.microphone.wanted).toBe(false);
  });

  test("without it the bar does nothing", () => {
    expect(Page.inside().does({ type: "talk", on: false }).state.microphone.wanted).toBe(true);
  });

  test("a page that begins with it begins muted", () => {
    expect(begin({ settings: { ...DEFAULTS, pushToTalk: true } }).microphone.wanted).toBe(false);
  });
});

describe("sound only", () => {
  test("one tap stops the camera, and the same brings it back", () => {
    const page = Page.inside().does({ type: "audio_only", on: true });
    expect(page.took()).toContainEqual({ type: "release_camera" });
    expect(page.state.camera.wanted).toBe(false);
    page.does({ type: "audio_only", on: false });
    expect(page.took()).toContainEqual({ type: "acquire", microphone: false, camera: true });
  });

  test("a camera that was off stays off", () => {
    const page = Page.inside().does({ type: "toggle", device: "camera" }, { type: "audio_only", on: true });
    page.took();
    page.does({ type: "audio_only", on: false });
    expect(acquired(page)).toEqual([]);
  });
});

describe("what a browser cannot do", () => {
  test("the choice is taken back, and said", () => {
    const page = Page.inside().does({ type: "set", change: { blur: true } }, { type: "cannot", what: "blur" });
    expect(page.state.settings.blur).toBe(false);
    expect(page.state.notices.map(({ saying }) => saying)).toEqual([{ kind: "no_blur" }]);
  });
});
