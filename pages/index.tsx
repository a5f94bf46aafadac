import { Actions, MoreActions, StepFrame } from "@/components/journey/step-frame";
import { show } from "@/components/page/show";
import { ButtonLink } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { env } from "@/lib/env";
import { PORTAL_PATH } from "@/lib/journey/urls/step-url";
import { t } from "@/lib/messages/messages";
import { servePage } from "@/lib/web/serve-page";

/** The portal has no front door of its own: apps open it. */
function Home() {
  const { mode, serviceName, lanHosts } = env();
  const isTrial = lanHosts.length > 0;
  return (
    <StepFrame
      step="ended"
      thread={{ state: "laid" }}
      title={t("home.title")}
      lead={<p>{t("home.lead", { service: serviceName })}</p>}
    >
      {mode === "evaluation" ? (
        <Notice tone="warn">
          {t("home.evaluation")} {isTrial && t("home.trial")}
        </Notice>
      ) : (
        <p>{t("home.open")}</p>
      )}
      <Actions>
        {mode === "evaluation" ? (
          <>
            <ButtonLink href={`${PORTAL_PATH}?appId=devtest`}>{t("home.try")}</ButtonLink>
            <MoreActions>
              <ButtonLink look="quiet" href="/account">
                {t("yourAccount.open")}
              </ButtonLink>
              {!isTrial && (
                <ButtonLink look="quiet" href="/dev/mail">
                  {t("home.mail")}
                </ButtonLink>
              )}
            </MoreActions>
          </>
        ) : (
          <ButtonLink href="/account">{t("yourAccount.open")}</ButtonLink>
        )}
      </Actions>
    </StepFrame>
  );
}

export const getServerSideProps = servePage(async () => show(<Home />));
export { default } from "@/components/page/no-hydration";
