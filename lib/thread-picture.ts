import { HOOKS, LINES, PHONE_GLYPH, PRINTER_GLYPH } from "@/lib/thread-shapes";

/** The forms that a still picture of the filament shows. `laid`: under way. */
export type ThreadPicture = "laid" | "fused" | "snapped";

/** Of mails, and of pages, which are as wide as a phone. */
const MAIL_WIDTH = 552;
const PAGE_WIDTH = 342;
const TILE = 56;
/** Where the run between the tiles begins and on which height: it goes a little under them. */
const RUN = { x: TILE - 2, y: 8 };
/** Hooks keep their form: they are not as wide as the run. */
const HOOK_SCALE = 2.3;
const LAID = 0.42;

/** A path of pairs of absolute coordinates, moved and stretched. */
const place = (path: string, x: number, stretch: number) =>
  path.replace(/(-?[\d.]+) (-?[\d.]+)/g, (_, px: string, py: string) => {
    const round = (value: number) => Math.round(value * 10) / 10;
    return `${round(x + Number(px) * stretch)} ${round(RUN.y + Number(py))}`;
  });

function run(form: ThreadPicture, width: number): string {
  const length = width - 2 * RUN.x;
  const along = (path: string) => place(path, RUN.x, length / 100);
  if (form === "fused") return `<path class="laid" d="${along(LINES.taut)}"/>`;
  if (form === "snapped") {
    const end = RUN.x + length;
    return (
      `<path class="laid" d="${place(HOOKS.app, RUN.x, HOOK_SCALE)}"/>` +
      `<path class="rest" d="${place(HOOKS.printer, end - 100 * HOOK_SCALE, HOOK_SCALE)}"/>`
    );
  }
  const border = RUN.x + length * LAID;
  return (
    `<clipPath id="is-laid"><path d="M0 0H${border}V${TILE}H0z"/></clipPath>` +
    `<clipPath id="is-todo"><path d="M${border + 5} 0H${width}V${TILE}H${border + 5}z"/></clipPath>` +
    `<path class="todo" clip-path="url(#is-todo)" d="${along(LINES.slack)}"/>` +
    `<path class="laid" clip-path="url(#is-laid)" d="${along(LINES.slack)}"/>`
  );
}

const tile = (x: number, isLit: boolean) =>
  `<rect class="${isLit ? "tile lit" : "tile"}" x="${x + 1}" y="1" width="${TILE - 2}" height="${TILE - 2}" rx="15"/>`;

/**
 * The filament as one still picture, for where the living one cannot be: pages that load nothing, mails (552 by 56).
 * Its colours are {@link threadStyle}'s.
 */
export function threadPicture(form: ThreadPicture, medium: "page" | "mail"): string {
  const width = medium === "mail" ? MAIL_WIDTH : PAGE_WIDTH;
  const isFused = form === "fused";
  const [start, end] = [TILE - 0.5, width - TILE + 0.5];
  return (
    `<svg class="thread" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${TILE}" aria-hidden="true">` +
    run(form, width) +
    tile(0, false) +
    tile(width - TILE, isFused) +
    `<path class="glyph" transform="translate(19 12.5) scale(.78)" d="${PHONE_GLYPH}"/>` +
    `<path class="glyph" transform="translate(${width - 42} 12.5) scale(.78)" d="${PRINTER_GLYPH}"/>` +
    `<circle class="${isFused ? "port full" : "port"}" cx="${start}" cy="28" r="4"/>` +
    `<circle class="${isFused ? "port full" : "port open"}" cx="${end}" cy="28" r="4"/></svg>`
  );
}

/** @param color what stands for a colour of the palette: a custom property on pages, its value in pictures */
export const threadStyle = (color: (name: "card" | "filament" | "ink" | "line" | "paper" | "todo") => string): string =>
  `.thread path{fill:none;stroke-width:4.5;stroke-linecap:round;stroke-linejoin:round}
.thread .laid{stroke:${color("filament")}}
.thread .rest{stroke:${color("todo")}}
.thread .todo{stroke:${color("todo")};stroke-width:3;stroke-dasharray:.1 8}
.thread .tile{fill:${color("card")};stroke:${color("line")}}
.thread .lit{stroke:${color("filament")};stroke-width:2}
.thread .glyph{stroke:${color("ink")};stroke-width:2.8}
.thread .port{fill:${color("paper")};stroke:${color("filament")};stroke-width:2}
.thread .open{stroke:${color("todo")}}
.thread .full{fill:${color("filament")};stroke:${color("paper")}}
`;
