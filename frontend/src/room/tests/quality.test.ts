import { describe, expect, test } from "vitest";
import { evenly } from "../breakouts";
import { arrange, corner, type Rect } from "../layout";
import { verdictOf } from "../network";
import { FRESH, gradeOf, LOSSLESS, roundTripOf, sampled, type Sample } from "../quality";
import { minutesAndSeconds } from "../view/times";

const fine: Sample = { roundTripMs: 40, losses: LOSSLESS };
const drowning: Sample = { roundTripMs: 900, losses: { up: 0.3, down: 0.2 } };
const after = (...samples: readonly Sample[]) => samples.reduce(sampled, FRESH);
const times = (count: number, sample: Sample) => Array.from({ length: count }, () => sample);

describe("one's own connection", () => {
  test("is as good as its worst figure", () => {
    expect(gradeOf(fine)).toBe("good");
    expect(gradeOf({ ...fine, roundTripMs: 400 })).toBe("fair");
    expect(gradeOf({ ...fine, losses: { up: 0, down: 0.05 } })).toBe("fair");
    expect(gradeOf({ ...fine, losses: { up: 0.2, down: 0 } })).toBe("poor");
    expect(gradeOf({ roundTripMs: null, losses: LOSSLESS })).toBe("good");
  });

  test("changes its mark after two samples, not one", () => {
    expect(after(drowning).grade).toBe("good");
    expect(after(drowning, drowning).grade).toBe("poor");
    expect(after(drowning, fine, drowning).grade).toBe("good");
  });

  test("gives up the picture after six seconds, and tries it again later each time", () => {
    expect(after(...times(2, drowning)).saving).toBe(false);
    const lost = after(...times(3, drowning));
    expect(lost.saving).toBe(true);
    const back = times(8, fine).reduce(sampled, lost);
    expect(times(7, fine).reduce(sampled, lost).saving).toBe(true);
    expect(back.saving).toBe(false);
    const again = times(3, drowning).reduce(sampled, back);
    expect(times(8, fine).reduce(sampled, again).saving).toBe(true);
    expect(times(16, fine).reduce(sampled, again).saving).toBe(false);
  });

  test("reads the way there and back from the browser's statistics", () => {
    const report = [
      { type: "candidate-pair", nominated: false, currentRoundTripTime: 9 },
      { type: "candidate-pair", nominated: true, currentRoundTripTime: 0.05 },
    ];
    expect(roundTripOf(report)).toBe(50);
    expect(roundTripOf([{ type: "candidate-pair", nominated: true }])).toBeNull();
  });
});

describe("the network check", () => {
  test("names the worst that was found", () => {
    const report = { roundTripMs: 50, socket: true, relay: "udp" } as const;
    expect(verdictOf(report)).toBe("good");
    expect(verdictOf({ ...report, relay: "unknown" })).toBe("good");
    expect(verdictOf({ ...report, roundTripMs: 900 })).toBe("slow");
    expect(verdictOf({ ...report, relay: "tcp" })).toBe("relayed");
    expect(verdictOf({ ...report, relay: "none" })).toBe("blocked");
    expect(verdictOf({ ...report, socket: false })).toBe("blocked");
    expect(verdictOf({ ...report, roundTripMs: null })).toBe("offline");
  });
});

describe("the stage", () => {
  const shapes = [
    { width: 344, height: 560 },
    { width: 640, height: 340 },
    { width: 1264, height: 660 },
    { width: 920, height: 660 },
  ];
  const overlap = (a: Rect, b: Rect) =>
    a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

  test("nothing overlaps and nothing is outside, however many there are and whatever is large", () => {
    for (const area of shapes)
      for (let count = 1; count <= 15; count += 1)
        for (const [focus, share] of [
          [null, false],
          [0, false],
          [count - 1, false],
          [null, true],
        ] as const) {
          const { share: screen, tiles } = arrange(count, area, focus, share);
          const all = screen === null ? tiles : [screen, ...tiles];
          expect(tiles).toHaveLength(count);
          for (const rect of all) {
            expect(rect.x).toBeGreaterThanOrEqual(0);
            expect(rect.y).toBeGreaterThanOrEqual(0);
            expect(rect.x + rect.width).toBeLessThanOrEqual(area.width + 1);
            expect(rect.y + rect.height).toBeLessThanOrEqual(area.height + 1);
            expect(rect.width * rect.height).toBeGreaterThan(0);
          }
          for (const [index, one] of all.entries())
            for (const other of all.slice(index + 1)) expect(overlap(one, other)).toBe(false);
        }
  });

  test("whoever is large is larger than everyone else", () => {
    for (const area of shapes) {
      const { tiles } = arrange(8, area, 3, false);
      const sizes = tiles.map(({ width, height }) => width * height);
      expect(Math.max(...sizes)).toBe(sizes[3]);
      expect(sizes.filter((size) => size === sizes[3])).toHaveLength(1);
    }
  });

  test("the self-view of two stays within its corner", () => {
    for (const area of shapes) {
      const { x, y, width, height } = corner(area);
      expect(x + width).toBeLessThan(area.width);
      expect(y + height).toBeLessThan(area.height);
    }
  });
});

test("people are dealt out evenly, and nobody is left out", () => {
  expect(evenly(["a", "b", "c", "d", "e"], 2)).toEqual([
    ["a", "c", "e"],
    ["b", "d"],
  ]);
  expect(evenly(["a"], 3)).toEqual([["a"], [], []]);
});

test("a countdown ends at nothing", () => {
  expect([245_000, 59_001, 0, -5].map(minutesAndSeconds)).toEqual(["4:05", "1:00", "0:00", "0:00"]);
});
