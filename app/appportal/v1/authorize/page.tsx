import { AppStanding } from "@/components/flow/app-standing";
import { OnlineTag } from "@/components/flow/online-tag";
import { Actions, StepFrame } from "@/components/flow/step-frame";
import { bold } from "@/components/ui/bold";
import { Button } from "@/components/ui/button";
import { Facts, type Fact } from "@/components/ui/facts";
import { Form } from "@/components/ui/form";
import { Notice } from "@/components/ui/notice";
import { RadioCard } from "@/components/ui/radio-card";
import { journeyLogo } from "@/lib/flow/journey-logo";
import { preselectedPrinter } from "@/lib/flow/preselected-printer";
import { stepUrl } from "@/lib/flow/step-url";
import { wantsKey } from "@/lib/flow/wants-key";
import { refusalText } from "@/lib/http/form-error";
import { openStep, type SearchParams } from "@/lib/http/journey-request";
import type { Journey } from "@/lib/flow/load-journey";
import { t } from "@/lib/messages/messages";

/** What the app gets, for how long, how to take it back, and where the browser goes next (RFC 8252 8.6, ASVS 10.7.1). */
function consentFacts(journey: Journey): Fact[] {
  const { app, target, session, printers } = journey;
  const name = app?.name ?? "";
  const next =
    target?.kind === "app" ? t.rich("authorize.nextApp", { app: name, b: bold })
    : target?.kind === "host" ? t.rich("authorize.nextHost", { host: target.host, b: bold })
    : t("authorize.nextHere", { app: name });
  return [
    { icon: "shield", text: t("authorize.rights") },
    ...(session.apiKeyAppName && printers.some((printer) => wantsKey(journey, printer)) ? [{ icon: "key" as const, text: t.rich("authorize.apiKey", { app: name, name: session.apiKeyAppName, b: bold }) }] : []),
    { icon: "arrow", text: next },
    { icon: "clock", text: t("authorize.lifetime") },
  ];
}

/** Consent: always shown, also when the app was authorized before. */
export default async function AuthorizePage({ searchParams }: { searchParams: SearchParams }) {
  const journey = await openStep("authorize", searchParams);
  const refused = await refusalText(searchParams);
  const { app, target, printers, user, session } = journey;
  const name = app?.name ?? "";
  const preselected = preselectedPrinter(printers, session);
  return (
    <StepFrame step="authorize" large logo={journeyLogo(journey)} title={t("authorize.title", { app: name })} lead={<p>{t("authorize.signedInAs", { email: user?.email ?? "" })}</p>}>
      <Form
        action={stepUrl("authorize/grant", session.id)} className="flex grow flex-col"
        standing={target?.kind === "app" ? <AppStanding app={name} /> : undefined}
      >
        <div className="flex flex-col gap-[18px]">
          {refused && <Notice tone="bad">{refused.text}</Notice>}
          <fieldset className="flex flex-col gap-2.5">
            <legend className={printers.length > 1 ? "mb-2 font-semibold" : "sr-only"}>{t("authorize.choose")}</legend>
            {printers.map((printer) => (
              <RadioCard
                key={printer.rowId} name="printer" value={printer.rowId} label={printer.name} detail={t(`printer.kinds.${printer.platform}`)} checked={printer.rowId === preselected}
                aside={<OnlineTag online={printer.online} lastSeenAt={printer.lastSeenAt} />}
              />
            ))}
          </fieldset>
          <Facts facts={consentFacts(journey)} />
          {target?.kind === "host" && target.insecure && <Notice tone="warn">{t.rich("authorize.insecure", { host: target.host, b: bold })}</Notice>}
        </div>
        <Actions>
          <Button>{t("authorize.authorize")}</Button>
        </Actions>
      </Form>
      <div className="mt-1.5 flex flex-col gap-1.5">
        <Form action={stepUrl("printer/another", session.id)}><Button look="quiet">{t("authorize.addAnother")}</Button></Form>
        <Form action={stepUrl("authorize/deny", session.id)}><Button look="quiet">{t("authorize.cancel")}</Button></Form>
      </div>
    </StepFrame>
  );
}
