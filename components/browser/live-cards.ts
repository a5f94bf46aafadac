const PICTURE_MS = 5000;
/** A printer that gives no picture is asked less often. */
const NO_PICTURE_MS = 30_000;
const CARDS_MS = 10_000;
/** An older picture is shown, and not called live. */
const FRESH_MS = 20_000;

const isSeen = (element: Element) => {
  const { top, bottom } = element.getBoundingClientRect();
  return !document.hidden && bottom > 0 && top < innerHeight;
};

const asDataUrl = (blob: Blob) =>
  new Promise<string>((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = reject;
    reader.readAsDataURL(blob);
  });

/** @returns whether the printer gave a picture */
async function takePicture(image: HTMLImageElement): Promise<boolean> {
  const answer = await fetch(image.dataset.live ?? "", { cache: "no-store" });
  const isPicture = answer.ok && answer.headers.get("content-type") === "image/jpeg";
  const takenAt = Date.parse(answer.headers.get("last-modified") ?? "");
  const age = Date.parse(answer.headers.get("date") ?? "") - takenAt;
  const mark = image.parentElement?.querySelector<HTMLElement>("[data-live-mark]");
  if (isPicture) image.src = await asDataUrl(await answer.blob());
  if (mark) mark.hidden = !isPicture || !(age < FRESH_MS);
  return isPicture;
}

/** Keeps a picture (`data-live`: its address) fresh as long as it is in the page, and asks only while it is seen. */
function follow(image: HTMLImageElement): void {
  const next = async () => {
    if (!image.isConnected) return;
    const isFine = !isSeen(image) || (await takePicture(image).catch(() => false));
    setTimeout(next, isFine ? PICTURE_MS : NO_PICTURE_MS);
  };
  setTimeout(next, PICTURE_MS);
}

/** Puts what a card says by now in the place of what it said; another kind of card replaces it. */
function update(card: HTMLElement, fresh: HTMLElement): void {
  const isOther = card.dataset.look !== fresh.dataset.look;
  const [old, state] = isOther
    ? [card, fresh]
    : [card.querySelector("[data-card-state]"), fresh.querySelector("[data-card-state]")];
  // Nobody's place in the page is taken from under them.
  if (!old || !state || old.contains(document.activeElement) || old.outerHTML === state.outerHTML) return;
  const put = document.importNode(state, true);
  old.replaceWith(put);
  put.querySelectorAll<HTMLImageElement>("img[data-live]").forEach(follow);
}

async function updateCards(): Promise<void> {
  const answer = await fetch(location.href, { cache: "no-store" });
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  document.querySelectorAll<HTMLElement>("[data-card]").forEach((card) => {
    const fresh = page.querySelector<HTMLElement>(`[data-card="${card.dataset.card}"]`);
    if (fresh) update(card, fresh);
  });
}

/** Cards of printers (`data-card`) stay as things are, while the page is looked at. */
export function liveCards(): void {
  document.querySelectorAll<HTMLImageElement>("img[data-live]").forEach(follow);
  if (!document.querySelector("[data-card]")) return;
  const next = async () => {
    if (!document.hidden) await updateCards().catch(() => undefined);
    setTimeout(next, CARDS_MS);
  };
  setTimeout(next, CARDS_MS);
}
