import { AccountFrame } from "@/components/account/account-frame";
import { Actions } from "@/components/journey/step-frame";
import { ChooseOffer } from "@/components/supporters/choose-offer";
import { PerksFacts } from "@/components/supporters/perks-facts";
import { PerksNotice } from "@/components/supporters/perks-notice";
import { Button } from "@/components/ui/button";
import { Form } from "@/components/ui/form";
import { Notice } from "@/components/ui/notice";
import { onDate } from "@/lib/messages/calendar-date";
import { t } from "@/lib/messages/messages";
import { takesPayments } from "@/lib/supporters/choose-provider";
import { offers } from "@/lib/supporters/price";
import { supporterView, type SupporterView } from "@/lib/supporters/way-on";
import { requireUser } from "@/lib/web/account-request";
import { errorText } from "@/lib/web/form-error";
import { pageTitle, type Titled } from "@/lib/web/page-title";
import { first, type SearchParams } from "@/lib/web/search-params";

export const generateMetadata = ({ searchParams }: Titled) => pageTitle(t("supporterPage.title"), searchParams);

const HERE = "/account/supporter";

/** What a subscription that runs can be done with. */
function Subscription({ state, live, way, canManage }: SupporterView) {
  if (!live) return null;
  const ends = live.cancelAtEnd;
  return (
    <Actions>
      {way === "fix" && (
        <Form action={`${HERE}/manage`}>
          <Button>{t("supporter.fix")}</Button>
        </Form>
      )}
      {ends && way !== "fix" && (
        <Form action={`${HERE}/renewal`}>
          <Button name="renews" value="yes">
            {t("supporterPage.keep")}
          </Button>
        </Form>
      )}
      {canManage && way !== "fix" && (
        <Form action={`${HERE}/manage`}>
          <Button look="outline">{t("supporterPage.manage")}</Button>
        </Form>
      )}
      {!ends && (
        <Form action={`${HERE}/renewal`}>
          <Button look="quiet" name="renews" value="no">
            {t("supporterPage.cancel")}
          </Button>
        </Form>
      )}
      {!ends && state.kind === "active" && (
        <p className="text-center text-tiny text-soft">
          {t("supporterPage.cancelHint", { date: onDate(state.endsAt) })}
        </p>
      )}
    </Actions>
  );
}

/** The state of the account's Supporter Perks, what is paid next, and how to change that. */
export default async function AccountSupporterPage({ searchParams }: { searchParams: SearchParams }) {
  const { user } = await requireUser(HERE);
  const view = await supporterView(user.id);
  const { state, live, way } = view;
  const formError = await errorText(searchParams);
  const declined = first((await searchParams).declined) === "1";
  const lead =
    state.kind === "none" ? <p>{t(takesPayments() ? "supporterPage.none" : "supporterPage.noPayments")}</p> : undefined;
  return (
    <AccountFrame step="account-supporter" title={t("supporterPage.title")} lead={lead}>
      <div className="flex flex-col gap-4">
        {formError && <Notice tone="bad">{formError.text}</Notice>}
        {declined && <Notice tone="warn">{t("supporter.declined")}</Notice>}
        <PerksNotice state={state} live={live} />
        {state.kind === "active" && <PerksFacts state={state} offers={offers()} />}
        {state.kind === "active" && state.source === "grant" && (
          <p className="text-small text-soft">{t("supporterPage.giftThen")}</p>
        )}
      </div>
      {way === "buy" && (
        <Form action={`${HERE}/checkout`} className="mt-4 flex grow flex-col">
          <ChooseOffer offers={offers()} />
          <Actions>
            <Button>{t(state.kind === "none" ? "noPerks.become" : "noPerks.again")}</Button>
          </Actions>
        </Form>
      )}
      <Subscription {...view} />
    </AccountFrame>
  );
}
