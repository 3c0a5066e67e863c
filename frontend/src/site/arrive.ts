// The gate of a room: each screen replaces the one before without loading the page anew, so that on a bad network
// nothing that was entered is lost.

/** Say that a step did not arrive, and put the focus on what is new when one did. */
export function bindGate(page: Document): () => void {
  const unsent = (shown: boolean) => {
    const note = page.getElementById("gate-unsent");
    if (note) note.hidden = !shown;
  };
  const failed = () => unsent(true);
  const trying = () => unsent(false);
  const swapped = () => page.getElementById("gate-title")?.focus();
  const bindings: [string, () => void][] = [
    ["htmx:sendError", failed],
    ["htmx:responseError", failed],
    ["htmx:timeout", failed],
    ["htmx:beforeRequest", trying],
    ["htmx:afterSettle", swapped],
  ];
  for (const [event, listener] of bindings) page.addEventListener(event, listener);
  return () => {
    for (const [event, listener] of bindings) page.removeEventListener(event, listener);
  };
}
