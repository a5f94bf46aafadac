import { Actions, StepFrame } from "@/components/flow/step-frame";
import { Button } from "@/components/ui/button";
import { Facts } from "@/components/ui/facts";
import { Form } from "@/components/ui/form";
import { Notice } from "@/components/ui/notice";
import { journeyLogo } from "@/lib/flow/journey-logo";
import { stepUrl } from "@/lib/flow/step-url";
import { refusalText } from "@/lib/http/form-error";
import { first, openStep, type SearchParams } from "@/lib/http/journey-request";
import { t } from "@/lib/messages/messages";
import { MONTHLY_PRICE } from "@/lib/supporters/price";

/** Why Supporter Perks are needed, what they cost, what stays free. */
export default async function SupporterPage({ searchParams }: { searchParams: SearchParams }) {
  const journey = await openStep("supporter", searchParams);
  const { id } = journey.session;
  const refused = await refusalText(searchParams);
  const declined = first((await searchParams).declined) === "1";
  return (
    <StepFrame step="supporter" logo={journeyLogo(journey)} title={t("supporter.title")} lead={<p>{t("supporter.lead")}</p>}>
      <div className="flex flex-col gap-4">
        {refused && <Notice tone="bad">{refused.text}</Notice>}
        {declined && <Notice tone="warn">{t("supporter.declined")}</Notice>}
        <div className="rounded-card border border-line bg-card px-[18px] pt-4 pb-1 sm:bg-paper">
          <p className="mb-2 flex items-baseline gap-2"><b className="text-[2rem] tracking-[-0.02em]">{MONTHLY_PRICE}</b><span className="text-soft">{t("supporter.per")}</span></p>
          <Facts bare facts={[{ icon: "check", text: t("supporter.perkMany") }, { icon: "check", text: t("supporter.perkFull") }, { icon: "check", text: t("supporter.perkCancel") }]} />
        </div>
      </div>
      <Actions>
        <Form action={stepUrl("supporter/checkout", id)}><Button>{t("supporter.become")}</Button></Form>
        <Form action={stepUrl("supporter/decline", id)}><Button look="quiet">{t("supporter.no")}</Button></Form>
      </Actions>
    </StepFrame>
  );
}
