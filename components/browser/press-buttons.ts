/** Shows a password, or hides it again. */
function toggleEye(button: HTMLButtonElement): void {
  const field = document.getElementById(button.getAttribute("aria-controls") ?? "") as HTMLInputElement;
  const isShown = field.type === "password";
  field.type = isShown ? "text" : "password";
  button.setAttribute("aria-pressed", String(isShown));
  button.textContent = (isShown ? button.dataset.hide : button.dataset.show) ?? "";
}

/** Copies a text. Where the browser does not allow it, the text beside it is selected by hand. */
function copy({ dataset, firstElementChild: label }: HTMLButtonElement): void {
  void navigator.clipboard?.writeText(dataset.copy ?? "").then(
    () => label && (label.textContent = dataset.copied ?? ""),
    () => undefined,
  );
}

/** Buttons that need a script: those that copy (`data-copy`), and the eyes of password fields (`data-eye`). */
export function pressButtons(): void {
  document.addEventListener("click", ({ target }) => {
    const button =
      target instanceof Element && target.closest<HTMLButtonElement>("button[data-copy], button[data-eye]");
    if (!button) return;
    if (button.dataset.eye === undefined) copy(button);
    else toggleEye(button);
  });
}
