import { t } from "@/lib/messages/messages";
import type { PrinterStatus } from "@/lib/printers/printer-status";
import type { OwnedPrinter } from "@/lib/printers/printer-store";

const TONES = { good: "text-good", warn: "text-warn", off: "text-soft" };

const wordsOf = (
  { fault }: Pick<OwnedPrinter, "fault">,
  status: PrinterStatus,
): { words: string; tone: keyof typeof TONES } => {
  if (status.kind === "away") return { words: t("printerCard.offline"), tone: "off" };
  if (fault) return { words: t(`printer.faults.${fault}`), tone: "warn" };
  if (status.kind === "silent") return { words: t("printerCard.silent"), tone: "warn" };
  if (!status.activity) return { words: t("printerCard.online"), tone: "good" };
  const { state, progress } = status.activity;
  if (state !== "printing" && state !== "paused")
    return { words: t(`printerCard.states.${state}`), tone: state === "error" ? "warn" : "good" };
  const words =
    progress === undefined
      ? t(`printerCard.states.${state}`)
      : t(`printerCard.statesAt.${state}`, { percent: Math.floor(progress) });
  return { words, tone: state === "printing" ? "good" : "warn" };
};

/** The state of a printer in a word or two, with a dot: full while it is there, a ring while it is not. */
export function PrinterState({ printer, status }: { printer: OwnedPrinter; status: PrinterStatus }) {
  const { words, tone } = wordsOf(printer, status);
  const dot = tone === "off" ? "border-[2.5px] border-current" : "bg-current";
  return (
    <span className={`inline-flex items-center gap-1.5 text-tiny font-semibold ${TONES[tone]}`}>
      <span aria-hidden className={`size-2.5 flex-none rounded-full ${dot}`} />
      <span className="tabular-nums">{words}</span>
    </span>
  );
}

const inWords = (seconds: number) => {
  const minutes = Math.floor(seconds / 60);
  const time =
    minutes >= 60
      ? t("printerCard.leftHours", { hours: Math.floor(minutes / 60), minutes: minutes % 60 })
      : t("printerCard.leftMinutes", { minutes });
  return t("printerCard.left", { time });
};

/** What a printer prints, how far that is, and how long it takes; nothing while it prints nothing. */
export function PrintProgress({ printer, status }: { printer: OwnedPrinter; status: PrinterStatus }) {
  const activity = status.kind === "here" ? status.activity : undefined;
  if (activity?.state !== "printing" && activity?.state !== "paused") return null;
  const { progress, file, secondsLeft } = activity;
  return (
    <>
      {progress !== undefined && (
        <svg
          role="progressbar"
          aria-label={t("printerCard.progress", { printer: printer.name })}
          aria-valuenow={Math.floor(progress)}
          aria-valuemin={0}
          aria-valuemax={100}
          className="block h-1.5 w-full rounded-full bg-line"
        >
          <rect width={`${progress}%`} height="100%" rx="3" className="fill-filament" />
        </svg>
      )}
      {(file ?? secondsLeft) !== undefined && (
        <p className="flex flex-wrap justify-between gap-x-4 text-small text-soft">
          <bdi className="min-w-0 [overflow-wrap:anywhere]">{file}</bdi>
          {secondsLeft !== undefined && <span className="tabular-nums">{inWords(secondsLeft)}</span>}
        </p>
      )}
    </>
  );
}
