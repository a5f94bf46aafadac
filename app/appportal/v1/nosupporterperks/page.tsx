import { Actions, StepFrame } from "@/components/flow/step-frame";
import { ButtonLink, Button } from "@/components/ui/button";
import { Form } from "@/components/ui/form";
import { Notice } from "@/components/ui/notice";
import { getApp } from "@/lib/apps/app-store";
import { logoAddress } from "@/lib/apps/logo/logo-address";
import { PORTAL_PATH } from "@/lib/flow/step-url";
import { queryParameter } from "@/lib/flow/start-parameters";
import { currentUser } from "@/lib/http/current-user";
import { rawQuery } from "@/lib/http/raw-query";
import { t } from "@/lib/messages/messages";
import { checkoutUrl } from "@/lib/supporters/checkout-url";
import { MONTHLY_PRICE } from "@/lib/supporters/price";
import { supporterState } from "@/lib/supporters/supporter-state";

const HERE = `${PORTAL_PATH}/nosupporterperks`;

/** What error 605 means and how it ends (contract section 3). Works without `appid` and without being signed in. */
export default async function NoSupporterPerks() {
  const appId = queryParameter(await rawQuery(), "appid");
  const app = appId ? await getApp(appId) : undefined;
  const user = await currentUser();
  const state = user ? await supporterState(user.id) : undefined;
  const here = app ? `${HERE}?${new URLSearchParams({ appid: app.id })}` : HERE;
  const checkout = user && !state?.active ? checkoutUrl(here) : undefined;
  return (
    <StepFrame
      step="supporter" logo={app ? logoAddress(app, undefined) : undefined} title={t(state?.active ? "noPerks.activeTitle" : "noPerks.title")}
      lead={!state?.active && <p>{t("noPerks.lead", { app: app?.name ?? t("noPerks.anyApp") })}</p>}
    >
      <div className="flex flex-col gap-4">
        {user && <p className="text-[0.94rem] text-soft">{t("noPerks.signedInAs", { email: user.email })}</p>}
        {state?.active && state.endsAt ? <Notice tone="good">{t("noPerks.active", { date: state.endsAt.toISOString().slice(0, 10) })}</Notice> : <p>{checkout ? t("noPerks.price", { price: MONTHLY_PRICE }) : t("noPerks.how")}</p>}
      </div>
      <Actions>
        {checkout && <ButtonLink href={checkout}>{t("noPerks.become")}</ButtonLink>}
        {user && !state?.active && (
          <Form action={`/getstarted/begin?${new URLSearchParams({ visit: here })}`}>
            <Button look="quiet" name="switch" value="1">{t("noPerks.other")}</Button>
          </Form>
        )}
        {!user && (
          <Form action={`/getstarted/begin?${new URLSearchParams({ visit: here })}`}>
            <Button>{t("noPerks.signIn")}</Button>
          </Form>
        )}
      </Actions>
    </StepFrame>
  );
}
