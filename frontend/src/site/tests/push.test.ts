import { describe, expect, it } from "vitest";
import { bytesOf, nameOf } from "../push";

describe("the switch for notifications", () => {
  it("reads a key as the push service's own tools write it, without padding", () => {
    expect([...bytesOf("_-8")]).toEqual([255, 239]);
    expect(bytesOf("BEl62iUYgUivxIkv69yViEuiBIa-Ib9-SkvMeAtA3LFgDzkrxZJjSgSnfckjBJuBkr3qBUYIHBQFLXYp5Nksh8U").length).toBe(65);
  });

  it.each([
    ["Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 Version/17.4 Mobile/15E148 Safari/604.1", "Safari, iPhone"],
    ["Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36", "Chrome, Android"],
    ["Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0", "Edge, Windows"],
    ["Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0", "Firefox, Linux"],
    ["something new", ""],
  ])("calls %s what its owner calls it", (agent, name) => {
    expect(nameOf(agent)).toBe(name);
  });
});
