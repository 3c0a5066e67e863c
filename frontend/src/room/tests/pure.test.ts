import { describe, expect, test } from "vitest";
import { browserOf } from "../browser";
import { failure } from "../devices";
import { gridFor } from "../layout";
import { heard } from "../levels";
import { retryDelay } from "../retry";
import { stringsFor } from "../strings";
import { initials } from "../view/parts";

describe("retrying", () => {
  test("delays grow to a limit, and half of each is chance", () => {
    expect([0, 1, 2, 3, 4, 9].map((attempt) => retryDelay(attempt, 0))).toEqual([
      250, 500, 1000, 2000, 4000, 4000,
    ]);
    expect([0, 1, 2, 3, 4, 9].map((attempt) => retryDelay(attempt, 1))).toEqual([
      500, 1000, 2000, 4000, 8000, 8000,
    ]);
  });
});

describe("the grid", () => {
  const shapes = [
    [360, 620],
    [390, 720],
    [660, 350],
    [1264, 680],
    [920, 680],
  ] as const;

  test("one to sixteen tiles always fit without scrolling, on every screen", () => {
    for (const [width, height] of shapes)
      for (let count = 1; count <= 16; count += 1) {
        const grid = gridFor(count, width, height, 8);
        expect(grid.columns * grid.rows).toBeGreaterThanOrEqual(count);
        expect(grid.columns * grid.width + (grid.columns - 1) * 8).toBeLessThanOrEqual(width);
        expect(grid.rows * grid.height + (grid.rows - 1) * 8).toBeLessThanOrEqual(height);
      }
  });

  test("a phone held upright stacks two people; a wide screen puts them side by side", () => {
    expect(gridFor(2, 360, 620, 8)).toMatchObject({ columns: 1, rows: 2 });
    expect(gridFor(2, 1264, 680, 8)).toMatchObject({ columns: 2, rows: 1 });
  });

  test("twelve people on a small phone still have tiles of a thumb's size", () => {
    const { width, height } = gridFor(12, 344, 600, 8);
    expect(Math.min(width, height)).toBeGreaterThanOrEqual(88);
  });

  test("no space is no tile, not a negative one", () => {
    expect(gridFor(3, 0, 0, 8)).toMatchObject({ width: 0, height: 0 });
  });
});

describe("who is speaking", () => {
  test("a ring lasts over the pause between two words, and no longer", () => {
    const once = heard(
      new Map(),
      new Map([
        ["ana", 0.1],
        ["ben", 0.001],
      ]),
      1000,
    );
    expect([...once.keys()]).toEqual(["ana"]);
    expect([...heard(once, new Map([["ana", 0]]), 1600).keys()]).toEqual(["ana"]);
    expect([...heard(once, new Map([["ana", 0]]), 1800).keys()]).toEqual([]);
  });
});

describe("words", () => {
  test("permission help knows the common browsers", () => {
    const mozilla = "Mozilla/5.0 (X) AppleWebKit/537.36 (KHTML, like Gecko)";
    expect(browserOf("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) CriOS/130 Safari/604")).toBe("safari-ios");
    expect(browserOf("Mozilla/5.0 (Macintosh) Version/18 Safari/605", 5)).toBe("safari-ios");
    expect(browserOf("Mozilla/5.0 (Macintosh) Version/18 Safari/605", 0)).toBe("safari-mac");
    expect(browserOf(`${mozilla} Chrome/140 Safari/537`)).toBe("chrome");
    expect(browserOf(`${mozilla} (Linux; Android 14) Chrome/140 Mobile Safari/537`)).toBe("chrome-android");
    expect(browserOf(`${mozilla} Chrome/140 Safari/537 Edg/140`)).toBe("edge");
    expect(browserOf("Mozilla/5.0 Gecko/20100101 Firefox/140")).toBe("firefox");
    expect(browserOf("curl/8")).toBe("other");
  });

  test("a refused, a missing and a busy device are told apart", () => {
    expect(failure(new DOMException("", "NotAllowedError"))).toBe("refused");
    expect(failure(new DOMException("", "NotFoundError"))).toBe("missing");
    expect(failure(new DOMException("", "NotReadableError"))).toBe("busy");
  });

  test("Spanish is spoken in all its regions, and English elsewhere", () => {
    expect(stringsFor("es-MX").leave).toBe("Salir");
    expect(stringsFor("fr").leave).toBe("Leave");
  });

  test("initials are of the first and the last name", () => {
    expect([initials("Ana Maria Reyes"), initials("ben"), initials(" "), initials("😀 x")]).toEqual([
      "AR",
      "B",
      "",
      "😀X",
    ]);
  });
});
