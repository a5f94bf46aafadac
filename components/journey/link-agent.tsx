import type { ReactNode } from "react";
import { AgentDigits } from "@/components/journey/agent-digits";
import { KlipperAgent, OctoPrintAgent } from "@/components/journey/agent-ways";
import { frameOf } from "@/components/journey/frame-of";
import { LinkingCodeForm, type PrinterPageProps } from "@/components/journey/linking-code-form";
import { NearbyHint } from "@/components/journey/nearby-hint";
import { StepFrame } from "@/components/journey/step-frame";
import { BackLink } from "@/components/ui/back";
import { bold } from "@/components/ui/bold";
import { Button } from "@/components/ui/button";
import { Form } from "@/components/ui/form";
import { Notice } from "@/components/ui/notice";
import { WaitingRow } from "@/components/ui/waiting-row";
import { env } from "@/lib/env";
import type { PrinterView } from "@/lib/journey/read/printer";
import { stepUrl } from "@/lib/journey/urls/step-url";
import { t } from "@/lib/messages/messages";

type View = Extract<PrinterView, { ask: "agent" }>;

/**
 * Digits were entered while many guess: the person says whether it was they, and has nothing else to do.
 * @param children the digits
 */
function AskAboutDigits({
  journey,
  held,
  children,
}: {
  journey: string;
  held: NonNullable<View["held"]>;
  children: ReactNode;
}) {
  return (
    <div className="flex flex-col gap-2.5">
      <Notice tone={held.isHere ? "plain" : "warn"} live>
        <b>{t("agent.heldTitle")}</b>
        <p>{held.isHere ? t("agent.heldHere") : t.rich("agent.heldElsewhere", { address: held.from, b: bold })}</p>
        {children}
      </Notice>
      <div className="flex flex-col gap-2.5">
        <Form action={stepUrl("printer/confirm-digits", journey)}>
          <input type="hidden" name="from" value={held.from} />
          {/* From elsewhere it should cost a thought. */}
          <Button look={held.isHere ? "primary" : "wary"}>{t("agent.heldYes")}</Button>
        </Form>
        <Form action={stepUrl("printer/drop-digits", journey)}>
          <Button look="outline">{t("agent.heldNo")}</Button>
        </Form>
      </div>
    </div>
  );
}

/** A printer that one of Obico's agents connects: the digits for OctoPrint's, and the code that Klipper's shows. */
export function LinkAgent({ journey, error, digits, held, again, awaited }: PrinterPageProps & Omit<View, "error">) {
  const { id } = journey;
  const isAtKlipper = error !== undefined;
  const asks = !held && !awaited;
  const shownDigits = (
    <AgentDigits
      url={stepUrl("printer/digits", id)}
      digits={digits}
      asked={held !== undefined}
      elsewhere={t("agent.digitsElsewhere")}
    />
  );
  return (
    <StepFrame
      {...frameOf({ journey, error })}
      step="printer"
      thread={{ state: "pulse", via: true }}
      title={t("agent.title")}
      lead={asks && <p>{t("agent.lead", { service: env().serviceName })}</p>}
    >
      <div className="flex flex-col gap-4">
        {held && (
          <AskAboutDigits journey={id} held={held}>
            {shownDigits}
          </AskAboutDigits>
        )}
        {again && !held && (
          <Notice tone="good" live>
            {t("agent.again")}
          </Notice>
        )}
        {awaited && <WaitingRow>{t("agent.awaited")}</WaitingRow>}
        {asks && (
          <>
            <OctoPrintAgent isOpen={!isAtKlipper}>
              <p>{t("agent.octoprintDigits")}</p>
              {shownDigits}
              <p className="text-small text-soft">{t("agent.digitsHint")}</p>
            </OctoPrintAgent>
            <KlipperAgent isOpen={isAtKlipper}>
              <p>{t.rich("agent.klipperCode", { b: bold })}</p>
              <LinkingCodeForm journey={journey} error={error} named={false} ofAgent />
            </KlipperAgent>
          </>
        )}
        <NearbyHint url={stepUrl("printer/nearby", id)} waiting={asks ? t("setup.waiting") : ""} />
        {asks && <p className="text-small text-soft">{t("agent.limits")}</p>}
      </div>
      <div className="mt-3">
        <BackLink href={stepUrl("printer", id, { other: "1" })}>{t("agent.back")}</BackLink>
      </div>
    </StepFrame>
  );
}
