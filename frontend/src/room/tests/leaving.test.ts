import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { tellLeft } from "../leaving";

describe("telling that one has left", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => {
    vi.unstubAllGlobals();
    vi.useRealTimers();
  });

  /** The answers of the network, one after the other, the last again and again; null where there is no network. */
  function network(...answers: (number | null)[]) {
    let asked = 0;
    const fetch = vi.fn(async () => {
      const status = answers[Math.min(asked, answers.length - 1)];
      asked += 1;
      if (status === null || status === undefined) throw new TypeError("Failed to fetch");
      return Promise.resolve(new Response(null, { status }));
    });
    vi.stubGlobal("fetch", fetch);
    return fetch;
  }

  async function leave() {
    const telling = tellLeft("c1", "token");
    await vi.runAllTimersAsync();
    await telling;
  }

  test("it is said once where it is answered, with the token and even as the page goes", async () => {
    const fetch = network(204);
    await leave();
    expect(fetch).toHaveBeenCalledOnce();
    expect(fetch).toHaveBeenCalledWith(
      "leave/",
      expect.objectContaining({
        method: "POST",
        headers: { "X-CSRFToken": "token" },
        body: new URLSearchParams({ connection: "c1" }),
        keepalive: true,
      }),
    );
  });

  test("it is said again while there is no network, and while the server is away", async () => {
    const fetch = network(null, null, 503, 204);
    await leave();
    expect(fetch).toHaveBeenCalledTimes(4);
  });

  test("what the server refuses is not said again", async () => {
    const fetch = network(404);
    await leave();
    expect(fetch).toHaveBeenCalledOnce();
  });

  test("it is given up after two minutes", async () => {
    const fetch = network(null);
    const began = Date.now();
    await leave();
    expect(Date.now() - began).toBeGreaterThan(119_000);
    expect(Date.now() - began).toBeLessThan(129_000);
    expect(fetch.mock.calls.length).toBeGreaterThan(10);
  });
});
