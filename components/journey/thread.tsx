import type { StepName } from "@/lib/journey/read/next-step";
import { HOOKS, LINES, PHONE_GLYPH, PRINTER_GLYPH } from "@/lib/thread-shapes";

/** Where the filament can be: before the first step, at a step, at a printer that was found. See app/thread.css. */
export type ThreadPlace = "welcome" | "found" | StepName;

/**
 * What it says: `laid` so far, `pulse` while we wait, `shoot` when the printer came by itself, `fused` at the end,
 * `snapped` at an ending. A slip of the person's is none of these.
 */
export type ThreadState = "laid" | "pulse" | "shoot" | "fused" | "snapped";

export type ThreadProps = {
  at: ThreadPlace;
  /** Unless said, what fits the place. */
  state?: ThreadState;
  /** By way of a computer, which is where the person has to act. */
  via?: boolean;
  /** Path of the app's picture on our origin; without one a quiet phone is shown. */
  logo?: string | undefined;
  /** Path of the printer's own picture on our origin, which covers the drawing. */
  picture?: string | undefined;
  large?: boolean;
};

const STATES: Partial<Record<ThreadPlace, ThreadState>> = {
  verify: "pulse",
  payment: "pulse",
  done: "fused",
  ended: "snapped",
};

/** It loses its slack as the journey nears its end. */
const EASY: ReadonlySet<ThreadPlace> = new Set(["found", "supporter", "payment", "authorize", "api-key"]);

const Run = ({ name, d }: { name: string; d: string }) => (
  <svg className={name} viewBox="0 0 100 40" preserveAspectRatio="none">
    <path d={d} />
  </svg>
);

const Glyph = ({ box, d }: { box: string; d: string }) => (
  <svg viewBox={box} fill="none" stroke="currentColor" strokeWidth="2.3" strokeLinecap="round" strokeLinejoin="round">
    <path d={d} />
  </svg>
);

/** Of a terminal. */
const PROMPT = ">_";

/** The app, the printer, and the filament between them. For eyes only: what it says is said in words as well. */
export function Thread({ at, state = STATES[at] ?? "laid", via = false, logo, picture, large }: ThreadProps) {
  const isSnapped = state === "snapped";
  const line = state === "fused" ? LINES.taut : via ? LINES.wave : EASY.has(at) ? LINES.easy : LINES.slack;
  return (
    <div className="thread" data-at={at} data-state={state} data-large={large || undefined} aria-hidden>
      <span className="thread-tile">
        {/* A plain img: our server has already made the picture small, and next/image would add a script. */}
        {logo ? <img src={logo} alt="" decoding="async" /> : <Glyph box="0 0 24 40" d={PHONE_GLYPH} />}
      </span>
      <span className="thread-run">
        <Run name="thread-todo" d={isSnapped ? HOOKS.printer : line} />
        <Run name="thread-laid" d={isSnapped ? HOOKS.app : line} />
        {!isSnapped && <Run name="thread-glow" d={line} />}
        {via && (
          <span className="thread-node" dir="ltr">
            {PROMPT}
          </span>
        )}
      </span>
      <span className="thread-tile">
        <Glyph box="0 0 36 40" d={PRINTER_GLYPH} />
        {picture && <img src={picture} alt="" decoding="async" className="thread-picture" />}
      </span>
    </div>
  );
}
