import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { bindGate } from "../arrive";

/** As much of a page as the gate touches: events, and the two elements that it looks for. */
class FakePage extends EventTarget {
  readonly note = { hidden: true };
  readonly title = { focused: 0, focus: () => (this.title.focused += 1) };

  getElementById(id: string): unknown {
    return { "gate-unsent": this.note, "gate-title": this.title }[id] ?? null;
  }
}

describe("the gate of a room", () => {
  let page: FakePage;
  let unbind: () => void;

  beforeEach(() => {
    page = new FakePage();
    unbind = bindGate(page as unknown as Document);
  });

  afterEach(() => unbind());

  const happens = (...events: string[]) => events.forEach((event) => page.dispatchEvent(new Event(event)));

  it.each(["htmx:sendError", "htmx:responseError", "htmx:timeout"])("says that a step did not arrive (%s)", (event) => {
    happens("htmx:beforeRequest", event);
    expect(page.note.hidden).toBe(false);
  });

  it("takes that back as soon as the step is sent again", () => {
    happens("htmx:sendError", "htmx:beforeRequest");
    expect(page.note.hidden).toBe(true);
  });

  it("puts the focus on the heading of the screen that came", () => {
    happens("htmx:afterSettle");
    expect(page.title.focused).toBe(1);
  });

  it("leaves the page alone once it is unbound", () => {
    unbind();
    happens("htmx:sendError", "htmx:afterSettle");
    expect([page.note.hidden, page.title.focused]).toEqual([true, 0]);
  });
});
