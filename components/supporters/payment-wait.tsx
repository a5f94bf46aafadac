import type { ReactNode } from "react";
import { Actions } from "@/components/journey/step-frame";
import { AwaitPayment } from "@/components/supporters/await-payment";
import { ButtonLink } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { WaitingRow } from "@/components/ui/waiting-row";
import { t } from "@/lib/messages/messages";

/** How a payment is waited for: `waiting` for some seconds, `long` when that has to be said. */
export type WaitState = "waiting" | "long";

/**
 * What the page shows while a payment is not known yet.
 * @param again the page itself
 * @param back the way out, a form or a link
 */
export function PaymentWait({
  state,
  stateUrl,
  again,
  back,
}: {
  state: WaitState;
  stateUrl: string;
  again: string;
  back: ReactNode;
}) {
  return (
    <>
      <AwaitPayment url={stateUrl} state={state} refreshSeconds={state === "long" ? 15 : 4} />
      {state === "waiting" ? (
        <WaitingRow>{t("payment.waiting")}</WaitingRow>
      ) : (
        <Notice tone="warn" live>
          {t("payment.longWait")}
        </Notice>
      )}
      <Actions>
        {state === "long" && <ButtonLink href={again}>{t("payment.again")}</ButtonLink>}
        {back}
      </Actions>
    </>
  );
}
