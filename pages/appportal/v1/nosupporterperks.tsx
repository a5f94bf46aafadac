import { Actions, MoreActions, StepFrame } from "@/components/journey/step-frame";
import { show } from "@/components/page/show";
import { ChooseOffer } from "@/components/supporters/choose-offer";
import { NoPerksState } from "@/components/supporters/no-perks-state";
import { isolated } from "@/components/ui/bold";
import { Button, ButtonLink } from "@/components/ui/button";
import { Form } from "@/components/ui/form";
import { Notice } from "@/components/ui/notice";
import { getApp } from "@/lib/apps/app-store";
import { logoAddress } from "@/lib/apps/logo/logo-address";
import { queryParameter } from "@/lib/journey/read/start-parameters";
import { PORTAL_PATH } from "@/lib/journey/urls/step-url";
import { t } from "@/lib/messages/messages";
import { takesPayments } from "@/lib/supporters/choose-provider";
import { offers } from "@/lib/supporters/price";
import { supporterView, type SupporterView } from "@/lib/supporters/way-on";
import { currentUser } from "@/lib/web/current-user";
import { errorOf } from "@/lib/web/form-error";
import { rawQuery } from "@/lib/web/raw-query";
import { servePage } from "@/lib/web/serve-page";

const HERE = `${PORTAL_PATH}/nosupporterperks`;

/** Where all is well and nothing is to be paid: what there is to see. */
const ToAccount = ({ view: { way } }: { view: SupporterView }) =>
  way === "buy" || way === "fix" ? null : (
    <ButtonLink look="outline" href="/account">
      {t("yourAccount.open")}
    </ButtonLink>
  );

/** Whoever never had perks is told nothing of their end. @param app its name, where it is known */
const WhatIsMissing = ({ app, view }: { app: string | undefined; view: SupporterView | undefined }) => (
  <p>
    {t.rich(view?.state.kind === "none" ? "noPerks.leadNever" : "noPerks.lead", {
      app: app ?? t("noPerks.anyApp"),
      n: isolated,
    })}
  </p>
);

/**
 * What error 605 means, the perks of who is signed in, and how it ends (docs/app-contract.md#3-completion). Works
 * without `appid` and without being signed in.
 */
async function noSupporterPerks() {
  const query = rawQuery();
  const appId = queryParameter(query, "appid");
  const app = appId ? await getApp(appId) : undefined;
  const user = await currentUser();
  const view = user && (await supporterView(user.id));
  const formError = errorOf(query);
  const declined = queryParameter(query, "declined") === "1";
  const here = app ? `${HERE}?${new URLSearchParams({ appid: app.id })}` : HERE;
  const begin = `/getstarted/begin?${new URLSearchParams({ visit: here })}`;
  const works = view && view.state.kind !== "none" && view.state.kind !== "lapsed";
  const stuck = view?.way === "nothing" && !works;
  return show(
    <StepFrame
      step="supporter"
      logo={app ? logoAddress(app, undefined) : undefined}
      thread={works ? { at: "done" } : {}}
      title={t(`noPerks.title.${view?.state.kind ?? "lapsed"}`)}
      lead={!works && <WhatIsMissing app={app?.name} view={view} />}
    >
      <Form id="checkout" action="/account/supporter/checkout">
        <input type="hidden" name="back" value={here} />
        <div className="flex flex-col gap-4">
          {formError && <Notice tone="bad">{formError.text}</Notice>}
          {declined && <Notice tone="warn">{t("supporter.declined")}</Notice>}
          {view && <NoPerksState view={view} />}
          {(!view || stuck) && <p>{t(takesPayments() ? "noPerks.how" : "noPerks.howHere")}</p>}
          {view?.way === "buy" && <ChooseOffer offers={offers()} />}
          {!works && <p className="text-small text-soft">{t("noPerks.notNow")}</p>}
          {user && (
            <p className="text-small text-soft [overflow-wrap:anywhere]">
              {t.rich("noPerks.signedInAs", { email: user.email, n: isolated })}
            </p>
          )}
        </div>
      </Form>
      <Actions>
        {view?.way === "buy" && (
          <Button form="checkout">{t(view.state.kind === "none" ? "noPerks.become" : "noPerks.again")}</Button>
        )}
        {works && <ToAccount view={view} />}
        {view?.way === "fix" && <Button form="checkout">{t("supporter.fix")}</Button>}
        {user ? (
          <MoreActions>
            <Form action={begin}>
              <Button look="quiet" name="switch" value="1">
                {t("noPerks.other")}
              </Button>
            </Form>
          </MoreActions>
        ) : (
          <Form action={begin}>
            <Button>{t("noPerks.signIn")}</Button>
          </Form>
        )}
      </Actions>
    </StepFrame>,
  );
}

export const getServerSideProps = servePage(noSupporterPerks);
export { default } from "@/components/page/no-hydration";
