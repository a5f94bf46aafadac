import type { ReactNode } from "react";
import type { PrinterPageProps } from "@/components/journey/choose-kind";
import { LeavePrinterStep } from "@/components/journey/leave-printer-step";
import { LinkingCodeForm } from "@/components/journey/linking-code-form";
import { StepFrame } from "@/components/journey/step-frame";
import { env } from "@/lib/env";
import { journeyLogo } from "@/lib/journey/urls/journey-urls";
import { t } from "@/lib/messages/messages";
import type { Platform } from "@/lib/octostream/platforms";

/** What the connector is told about each kind, on the machine that the first step names. */
const PRINTER_ADDRESS: Record<Platform, string> = {
  octoprint: "http://127.0.0.1:5000 --octoprint-api-key ask",
  klipper: "http://127.0.0.1",
  bambu: "http://192.168.1.20",
  elegoo: "http://192.168.1.20:3030",
  prusalink: "http://192.168.1.20",
  other: "http://192.168.1.20",
};

function setupSteps(kind: Platform): ReactNode[] {
  const { portalUrl, printerPluginName: plugin } = env();
  if (plugin && kind === "octoprint")
    return [
      t("printer.setup.plugin.install", { plugin }),
      t("printer.setup.plugin.open", { button: t("getstarted.popup") }),
      t("printer.setup.code"),
    ];
  return [
    t(`printer.setup.where.${kind}`),
    <span key="run" className="block">
      {t("printer.setup.run")}
      <code
        className={
          "mt-1.5 block rounded-field border border-line bg-card px-3 py-2 text-[0.8rem] leading-snug " +
          "select-all sm:bg-paper"
        }
      >
        npm run connector -- --portal {portalUrl} --printer {PRINTER_ADDRESS[kind]}
      </code>
    </span>,
    t("printer.setup.code"),
  ];
}

/** The steps for one kind of printer, and the code that the printer shows. */
export function EnterLinkingCode({ journey, error, kind }: PrinterPageProps & { kind: Platform }) {
  return (
    <StepFrame
      step="printer"
      logo={journeyLogo(journey)}
      title={t("printer.stepsTitle", { kind: t(`printer.kindNames.${kind}`) })}
    >
      <ol className="mb-5 flex flex-col gap-4">
        {setupSteps(kind).map((text, index) => (
          <li key={index} className="grid grid-cols-[30px_1fr] gap-3">
            <span
              aria-hidden
              className={
                "grid size-7 place-items-center rounded-full border-[1.5px] border-line text-[0.82rem] " +
                "font-semibold text-soft"
              }
            >
              {index + 1}
            </span>
            <div className="min-w-0">{text}</div>
          </li>
        ))}
      </ol>
      <LinkingCodeForm journey={journey} error={error} kind={kind} />
      <LeavePrinterStep journey={journey} />
    </StepFrame>
  );
}
