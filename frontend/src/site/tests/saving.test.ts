import { describe, expect, it } from "vitest";
import { retryAfter } from "../saving";

describe("a form that is kept as it is filled in", () => {
  it("is tried again after a second, then at longer and longer intervals, and never given up", () => {
    expect([1, 2, 3, 4, 5, 6, 40].map(retryAfter)).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
  });
});
