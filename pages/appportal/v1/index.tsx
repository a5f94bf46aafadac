import { AppPublisher, AppWarning, lookFor } from "@/components/journey/app-checked";
import { StartErrorPage } from "@/components/journey/start-error";
import { Actions, StepFrame } from "@/components/journey/step-frame";
import { show } from "@/components/page/show";
import { bold, isolated } from "@/components/ui/bold";
import { BrowserProof } from "@/components/ui/browser-proof";
import { Button } from "@/components/ui/button";
import { Facts, type Fact } from "@/components/ui/facts";
import { Form } from "@/components/ui/form";
import { Notice } from "@/components/ui/notice";
import { logoAddress } from "@/lib/apps/logo/logo-address";
import { env } from "@/lib/env";
import { openStartUrl } from "@/lib/journey/read/open-start-url";
import { startQuery } from "@/lib/journey/urls/start-url";
import { PORTAL_PATH } from "@/lib/journey/urls/step-url";
import { t } from "@/lib/messages/messages";
import { log } from "@/lib/observability/log";
import { priceToPay } from "@/lib/supporters/price-to-pay";
import { wantedProof } from "@/lib/web/browser-proof";
import { currentUser } from "@/lib/web/current-user";
import { errorOf } from "@/lib/web/form-error";
import { rawQuery } from "@/lib/web/raw-query";
import { servePage } from "@/lib/web/serve-page";

const BEGIN = "begin";

/** What the person needs, and what the app gets. @param email of who is signed in @param price of what they lack */
const whatItTakes = (app: string, email: string | undefined, price: string | undefined): Fact[] => [
  { icon: "person", text: email ? t.rich("welcome.signedInAs", { email, b: bold }) : t("welcome.factSignIn") },
  { icon: "printer", text: t("welcome.factPrinter") },
  { icon: "key", text: t.rich("welcome.factKey", { app, n: isolated }) },
  ...(price ? [{ icon: "coin" as const, text: t.rich("welcome.factPrice", { price, b: bold }) }] : []),
];

/** The start URL itself. Writes nothing: reloads, link previews and impatient apps cost nothing. */
async function welcome() {
  const asked = rawQuery();
  const opened = await openStartUrl(asked);
  if (!opened.ok) {
    log.warn({ appId: opened.error.app?.id, why: opened.error.reason }, "start refused");
    return show(<StartErrorPage error={opened.error} />);
  }
  const { app, parameters, notes } = opened.start;
  for (const note of notes) log.info({ appId: app.id, note }, "start parameter ignored");
  const user = await currentUser();
  const formError = errorOf(asked);
  const query = startQuery(parameters);
  const service = env().serviceName;
  const wanted = await wantedProof();
  const price = await priceToPay(user?.id);
  return show(
    <StepFrame
      step="welcome"
      large
      logo={logoAddress(app, parameters.appLogoUrl)}
      app={app.name}
      failed={formError !== undefined}
      title={t.rich("welcome.title", { app: app.name, n: isolated })}
      lead={
        <>
          <p>{t(user ? "welcome.leadSignedIn" : "welcome.lead", { service })}</p>
          <div className="mt-1 empty:hidden">
            <AppPublisher app={app} />
          </div>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        {formError && <Notice tone="bad">{formError.text}</Notice>}
        <Facts tight facts={whatItTakes(app.name, user?.email, price)} />
        {user && (
          <button
            form={BEGIN}
            name="switch"
            value="1"
            className="min-h-11 cursor-pointer self-start text-tiny underline"
          >
            {t("welcome.switch")}
          </button>
        )}
      </div>
      <Actions>
        <AppWarning app={app} />
        <Form id={BEGIN} action={`${PORTAL_PATH}/begin?${query}`}>
          <Button look={lookFor(app)}>{t(user ? "welcome.continue" : "welcome.start")}</Button>
        </Form>
        <Form action={`${PORTAL_PATH}/cancel?${query}`}>
          <Button look="quiet">{t("welcome.cancel")}</Button>
        </Form>
      </Actions>
      <BrowserProof wanted={wanted} />
    </StepFrame>,
  );
}

export const getServerSideProps = servePage(welcome);
export { default } from "@/components/page/no-hydration";
