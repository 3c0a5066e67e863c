import { afterEach, describe, expect, test } from "vitest";
import { canCaption, listen } from "../captions";

/** A browser's recognition, as far as the room uses it. */
class Ear extends EventTarget {
  static state = "available";
  static last: Ear | null = null;
  static available = () => Promise.resolve(Ear.state);
  static install = () => Promise.resolve(Ear.state === "downloadable");
  processLocally = false;
  started = 0;
  start(): void {
    Ear.last = this;
    this.started += 1;
  }
  abort(): void {
    this.dispatchEvent(new Event("end"));
  }
  says(text: string, isFinal = true): void {
    const results = [Object.assign([{ transcript: text }], { isFinal })];
    this.dispatchEvent(Object.assign(new Event("result"), { resultIndex: 0, results }));
  }
}

const browserHas = (recognition: unknown) => Object.assign(globalThis, { SpeechRecognition: recognition });
const settled = () => new Promise((resolve) => setTimeout(resolve));

afterEach(() => {
  Ear.state = "available";
  Ear.last = null;
  browserHas(undefined);
});

describe("captions", () => {
  test("are offered only where speech stays on the device", async () => {
    expect(await canCaption("en")).toBe(false);
    browserHas(class extends EventTarget {}); // recognises, but cannot say where
    expect(await canCaption("en")).toBe(false);
    browserHas(Ear);
    expect(await canCaption("es")).toBe(true);
    Ear.state = "unavailable";
    expect(await canCaption("en")).toBe(false);
  });

  test("give finished sentences, go on after silence, and end when told", async () => {
    browserHas(Ear);
    const lines: string[] = [];
    const stop = listen("en", (line) => lines.push(line), () => lines.push("failed"));
    await settled();
    expect(Ear.last?.processLocally).toBe(true);
    Ear.last?.says(" I am ", false);
    Ear.last?.says(" I am here. ");
    Ear.last?.dispatchEvent(new Event("end"));
    expect(Ear.last?.started).toBe(2);
    stop();
    Ear.last?.says("not any more");
    expect([lines, Ear.last?.started]).toEqual([["I am here."], 2]);
  });

  test("that fail say so once", async () => {
    browserHas(Ear);
    let failures = 0;
    listen("en", () => undefined, () => (failures += 1));
    await settled();
    for (const error of ["no-speech", "network", "network"])
      Ear.last?.dispatchEvent(Object.assign(new Event("error"), { error }));
    expect(failures).toBe(1);
  });
});
