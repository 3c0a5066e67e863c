// Menus made of <details>: a press elsewhere or Escape closes them. Without this script they still open and close.

const MENUS = "details.menu[open], details.crisis[open]";

/** Binds for the life of the page; returns its unbinding. */
export function closeMenusByThemselves(page: Document): () => void {
  const pressed = (event: Event): void => {
    for (const menu of page.querySelectorAll<HTMLDetailsElement>(MENUS)) {
      if (!(event.target instanceof Node && menu.contains(event.target))) menu.open = false;
    }
  };
  const typed = (event: KeyboardEvent): void => {
    if (event.key !== "Escape") return;
    for (const menu of page.querySelectorAll<HTMLDetailsElement>(MENUS)) {
      menu.open = false;
      menu.querySelector("summary")?.focus();
    }
  };
  page.addEventListener("pointerdown", pressed);
  page.addEventListener("keydown", typed);
  return () => {
    page.removeEventListener("pointerdown", pressed);
    page.removeEventListener("keydown", typed);
  };
}
