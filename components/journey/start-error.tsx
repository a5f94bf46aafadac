import { HelpLink } from "@/components/journey/help-link";
import { Actions, StepFrame } from "@/components/journey/step-frame";
import { code, isolated } from "@/components/ui/bold";
import { ButtonLink } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { env } from "@/lib/env";
import type { StartError } from "@/lib/journey/read/open-start-url";
import { listWords } from "@/lib/messages/list-words";
import { t } from "@/lib/messages/messages";

/** What was sent and which kinds are registered; no link to what was sent (docs/app-contract.md#2-return-urls). */
export function StartErrorPage({ error: { reason, app, askedFor, kinds = [] } }: { error: StartError }) {
  return (
    <StepFrame
      step="ended"
      title={t.rich(`ended.why.${reason}.title`, { app: app?.name ?? "", n: isolated })}
      lead={<p>{t.rich(`ended.why.${reason}.lead`, { app: app?.name ?? "", n: isolated })}</p>}
    >
      {askedFor !== undefined && app && (
        <div className="flex flex-col gap-4">
          <Notice tone="warn">{t.rich("ended.askedFor", { address: askedFor.slice(0, 300), code })}</Notice>
          <p className="text-small text-soft">
            {t.rich("ended.registered", {
              app: app.name,
              kinds: kinds.length ? listWords(kinds.map((kind) => t(`ended.kinds.${kind}`))) : t("ended.kinds.none"),
              n: isolated,
            })}
          </p>
        </div>
      )}
      <Actions>
        <ButtonLink look="quiet" href="/account">
          {t("yourAccount.open")}
        </ButtonLink>
        <HelpLink url={env().supportUrl} />
      </Actions>
    </StepFrame>
  );
}
