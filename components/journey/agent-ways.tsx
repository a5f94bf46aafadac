import type { ReactNode } from "react";
import { bold } from "@/components/ui/bold";
import { CopiedLine } from "@/components/ui/copied-line";
import { LineIcon } from "@/components/ui/line-icon";
import { NumberedStep } from "@/components/ui/numbered-step";
import { env } from "@/lib/env";
import { t } from "@/lib/messages/messages";

type WayProps = { isOpen: boolean; children: ReactNode };

/** One of the two, and only one is open: a phone has room for no more. */
function Way({ name, isOpen, children }: { name: string; isOpen: boolean; children: ReactNode }) {
  return (
    <details
      name="agent"
      open={isOpen}
      className="group/way rounded-card border border-line bg-card px-[18px] py-1 sm:bg-paper"
    >
      <summary className="flex min-h-12 cursor-pointer items-center justify-between gap-2">
        <h2 className="font-semibold">{name}</h2>
        <LineIcon className="size-4 flex-none text-soft group-open/way:rotate-180" strokeWidth="2.5">
          <path d="M6 9l6 6 6-6" />
        </LineIcon>
      </summary>
      <ol className="flex flex-col gap-4 pb-3">{children}</ol>
    </details>
  );
}

/** How Obico's plugin is set up in OctoPrint. @param children the last step: what comes of it */
export function OctoPrintAgent({ isOpen, children }: WayProps) {
  return (
    <Way name={t("agent.octoprint")} isOpen={isOpen}>
      <NumberedStep number={1}>
        <p>{t.rich("agent.octoprintInstall", { b: bold })}</p>
      </NumberedStep>
      <NumberedStep number={2}>
        <p>{t("agent.octoprintServer")}</p>
        <CopiedLine>{env().portalUrl}</CopiedLine>
      </NumberedStep>
      <NumberedStep number={3}>{children}</NumberedStep>
    </Way>
  );
}

/** How the one for Klipper is, whether it is installed or not. @param children the last step: what comes of it */
export function KlipperAgent({ isOpen, children }: WayProps) {
  const { portalUrl } = env();
  return (
    <Way name={t("agent.klipper")} isOpen={isOpen}>
      <NumberedStep number={1}>
        <p>{t.rich("agent.klipperServer", { b: bold })}</p>
        <CopiedLine>{`url = ${portalUrl}`}</CopiedLine>
        <p>{t.rich("agent.klipperInstall", { b: bold })}</p>
        <CopiedLine>{`./install.sh -S ${portalUrl}`}</CopiedLine>
      </NumberedStep>
      <NumberedStep number={2}>{children}</NumberedStep>
    </Way>
  );
}
