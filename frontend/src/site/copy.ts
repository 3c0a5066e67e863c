// Buttons that copy a field's text. They are hidden where the page's script does not run.

/** Shows and binds them. */
export function bindCopying(page: Document): void {
  for (const button of page.querySelectorAll<HTMLButtonElement>("button[data-copy]")) {
    const field = page.getElementById(button.dataset["copy"] ?? "");
    if (!(field instanceof HTMLInputElement)) continue;
    button.hidden = false;
    button.addEventListener("click", () => {
      field.select();
      void navigator.clipboard.writeText(field.value).then(() => {
        button.textContent = button.dataset["copied"] ?? "";
      });
    });
  }
}
