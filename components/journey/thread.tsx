import type { StepName } from "@/lib/journey/read/next-step";
import { t } from "@/lib/messages/messages";

/** Steps that the filament knows; its lengths are in globals.css. */
export type ThreadStep = "welcome" | StepName;

const LINES = {
  small: { height: 72, line: "M64 36 C120 36 118 14 171 14 S222 58 278 36" },
  large: { height: 100, line: "M100 50 C128 50 130 28 171 28 S214 72 242 50" },
};
const PRINTER = "M3 3h30M6 3v33M30 3v33M1 37h34M14 12h8v6l-4 5-4-5zM12 31h12";
const PHONE = "M24 20h16a2 2 0 0 1 2 2v28a2 2 0 0 1-2 2H24a2 2 0 0 1-2-2V22a2 2 0 0 1 2-2zM30 46.5h4";

const PrinterDrawing = ({ transform }: { transform: string }) => (
  <path
    className="fill-none stroke-ink"
    strokeWidth="2.2"
    strokeLinecap="round"
    strokeLinejoin="round"
    transform={transform}
    d={PRINTER}
  />
);

/** What the filament joins: the app, or where its logo goes, and the printer. */
const SmallEnds = ({ hasLogo, done }: { hasLogo: boolean; done: boolean }) => (
  <>
    <rect className="fill-card stroke-line" x="1" y="5" width="62" height="62" rx="17" />
    {!hasLogo && <path className="fill-none stroke-ink" strokeWidth="2.2" strokeLinecap="round" d={PHONE} />}
    <rect
      className={done ? "fill-wash stroke-filament" : "fill-card stroke-line"}
      x="279"
      y="5"
      width="62"
      height="62"
      rx="17"
    />
    <PrinterDrawing transform="translate(292 17)" />
  </>
);

/** The printer alone: a large logo has no frame. */
const LargeEnd = () => (
  <>
    <rect className="fill-card stroke-line" x="242.5" y="0.5" width="99" height="99" rx="26" />
    <PrinterDrawing transform="translate(263 18) scale(1.6)" />
  </>
);

const LOGO = {
  small:
    "absolute left-[calc(100%*9/342)] top-[calc(100%*13/72)] aspect-square h-auto w-[calc(100%*46/342)] " +
    "rounded-[12px] object-contain",
  large: "absolute left-0 top-0 aspect-square h-auto w-[calc(100%*100/342)] rounded-[26px] bg-card object-contain",
};

/** A plain img: our server has already made the picture small, and next/image would add a script. */
const Logo = ({ src, size, look }: { src: string; size: number; look: string }) => (
  <img src={src} alt="" width={size} height={size} decoding="async" className={look} />
);

/**
 * The app on the left, the printer on the right, and the filament between them.
 * @param logo path of the app's picture on our origin; without one a quiet phone is shown. Large: the logo is a square
 * of 100 CSS pixels (docs/app-contract.md#1-start-url)
 * @param left screens left for this person, for who does not see the filament
 */
export function Thread({
  at,
  logo,
  large,
  left = 0,
}: {
  at: ThreadStep;
  logo: string | undefined;
  large?: boolean;
  left?: number | undefined;
}) {
  const { height, line } = large ? LINES.large : LINES.small;
  return (
    <div className="relative mx-auto mb-7 w-[342px] max-w-full">
      <svg className="block w-full overflow-visible" viewBox={`0 0 342 ${height}`} aria-hidden>
        <g fill="none" strokeWidth="5" strokeLinecap="round">
          <path className="stroke-line" d={line} />
          <path className="thread-laid" data-at={at} pathLength="100" d={line} />
        </g>
        {large ? <LargeEnd /> : <SmallEnds hasLogo={Boolean(logo)} done={at === "done"} />}
      </svg>
      {logo && <Logo src={logo} size={large ? 100 : 46} look={large ? LOGO.large : LOGO.small} />}
      {left > 0 && <p className="sr-only">{t("common.left", { count: left })}</p>}
    </div>
  );
}
