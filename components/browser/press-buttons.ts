/** Shows a password, or hides it again. */
function toggleEye(button: HTMLButtonElement): void {
  const field = document.getElementById(button.getAttribute("aria-controls") ?? "") as HTMLInputElement;
  const isShown = field.type === "password";
  field.type = isShown ? "text" : "password";
  button.textContent = (isShown ? button.dataset.hide : button.dataset.show) ?? "";
}

/** By the older way, which needs no https. @returns whether the browser took it */
function copyFromField(text: string): boolean {
  const field = document.createElement("textarea");
  field.value = text;
  field.readOnly = true;
  field.className = "fixed opacity-0";
  document.body.append(field);
  field.select();
  const isCopied = document.execCommand("copy");
  field.remove();
  return isCopied;
}

/** Copies a text and says so. Where the browser does not allow it, the text beside it is selected by hand. */
async function copy({ dataset: { copy: text = "", copied = "" }, firstElementChild: label }: HTMLButtonElement) {
  const isCopied = await navigator.clipboard?.writeText(text).then(
    () => true,
    () => false,
  );
  if (label && (isCopied || copyFromField(text))) label.textContent = copied;
}

/** Buttons that need a script: those that copy (`data-copy`), and the eyes of password fields (`data-eye`). */
export function pressButtons(): void {
  document.addEventListener("click", ({ target }) => {
    const button =
      target instanceof Element && target.closest<HTMLButtonElement>("button[data-copy], button[data-eye]");
    if (!button) return;
    if (button.dataset.eye === undefined) void copy(button);
    else toggleEye(button);
  });
}
