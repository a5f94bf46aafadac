const TICK_MS = 500;

function countDown(button: HTMLButtonElement): void {
  const { wait = "0", waiting = "" } = button.dataset;
  const until = performance.now() + Number(wait) * 1000;
  const rest = document.createElement("span");
  rest.ariaHidden = "true";
  rest.className = "ml-2 font-normal text-soft tabular-nums";
  button.append(rest);
  const tick = () => {
    const left = Math.max(0, Math.ceil((until - performance.now()) / 1000));
    button.disabled = left > 0;
    rest.textContent = waiting.replace("{seconds}", String(left));
    if (left > 0) return;
    rest.remove();
    clearInterval(timer);
  };
  const timer = setInterval(tick, TICK_MS);
  tick();
}

/** Buttons that it is too early for (`data-wait` seconds) say how long; without a script the server does. */
export const countDowns = () =>
  document.querySelectorAll<HTMLButtonElement>("button[data-wait]:not([data-wait='0'])").forEach(countDown);
