import { AppStanding } from "@/components/journey/app-standing";
import { ConsentPrinter } from "@/components/journey/consent-printer";
import { Actions, StepFrame } from "@/components/journey/step-frame";
import { toAccount } from "@/components/journey/to-account";
import { bold } from "@/components/ui/bold";
import { Button } from "@/components/ui/button";
import { Facts, type Fact } from "@/components/ui/facts";
import { Form } from "@/components/ui/form";
import { Notice } from "@/components/ui/notice";
import { SelectField } from "@/components/ui/select-field";
import { listLivingConnections } from "@/lib/connections/account-connection-store";
import { now } from "@/lib/clock";
import { expiresAt, LIFETIMES } from "@/lib/connections/connection-state";
import { presetReplaces } from "@/lib/journey/consent-choice";
import { journeyLogo } from "@/lib/journey/journey-logo";
import { preselectedPrinter } from "@/lib/journey/preselected-printer";
import { stepUrl } from "@/lib/journey/step-url";
import { wantsKey } from "@/lib/journey/wants-key";
import { errorText } from "@/lib/web/form-error";
import { openStep, type SearchParams } from "@/lib/web/journey-request";
import type { Journey } from "@/lib/journey/load-journey";
import { onDate } from "@/lib/messages/calendar-date";
import { t } from "@/lib/messages/messages";

/**
 * What the app gets, for how long, how to take it back, and where the browser goes next (RFC 8252 8.6, ASVS 10.7.1).
 */
function consentFacts(journey: Journey): Fact[] {
  const { app, target, session, printers } = journey;
  const name = app?.name ?? "";
  const next =
    target?.kind === "app"
      ? t.rich("authorize.nextApp", { app: name, b: bold })
      : target?.kind === "host"
        ? t.rich("authorize.nextHost", { host: target.host, b: bold })
        : t("authorize.nextHere", { app: name });
  return [
    { icon: "shield", text: t("authorize.rights") },
    ...(session.apiKeyAppName && printers.some((printer) => wantsKey(journey, printer))
      ? [
          {
            icon: "key" as const,
            text: t.rich("authorize.apiKey", { app: name, name: session.apiKeyAppName, b: bold }),
          },
        ]
      : []),
    { icon: "arrow", text: next },
    { icon: "clock", text: t("authorize.lifetime") },
  ];
}

/** How long the connection may last, each with its date. */
const lifetimeChoices = () =>
  LIFETIMES.map((lifetime) => {
    const end = expiresAt(lifetime, now());
    return {
      value: lifetime,
      label: end ? t(`authorize.lifetimes.${lifetime}`, { date: onDate(end) }) : t("authorize.lifetimes.none"),
    };
  });

/** Consent: always shown, also when the app was authorized before. */
export default async function AuthorizePage({ searchParams }: { searchParams: SearchParams }) {
  const journey = await openStep("authorize", searchParams);
  const formError = await errorText(searchParams);
  const { app, target, printers, user, session } = journey;
  const name = app?.name ?? "";
  const preselected = preselectedPrinter(printers, session);
  const earlier = app && user ? await listLivingConnections(user.id, { appId: app.id }) : [];
  const earlierOn = (printerId: string) => {
    const uses = earlier
      .filter((connection) => connection.printer?.printerId === printerId)
      .map(({ lastUse }) => lastUse?.at ?? null);
    return uses.length ? { lastUsedAt: uses.reduce((a, b) => (Number(a) > Number(b) ? a : b)) } : undefined;
  };
  return (
    <StepFrame
      step="authorize"
      large
      logo={journeyLogo(journey)}
      title={t("authorize.title", { app: name })}
      lead={<p>{t.rich("authorize.signedInAs", { email: user?.email ?? "", a: toAccount })}</p>}
    >
      <Form
        action={stepUrl("authorize/grant", session.id)}
        className="flex grow flex-col"
        standing={target?.kind === "app" ? <AppStanding app={name} /> : undefined}
      >
        <div className="flex flex-col gap-[18px]">
          {formError && <Notice tone="bad">{formError.text}</Notice>}
          <fieldset className="flex flex-col gap-2.5">
            <legend className={printers.length > 1 ? "mb-2 font-semibold" : "sr-only"}>{t("authorize.choose")}</legend>
            {printers.map((printer) => (
              <ConsentPrinter
                key={printer.printerId}
                app={name}
                printer={printer}
                checked={printer.printerId === preselected}
                earlier={earlierOn(printer.printerId)}
                replaces={presetReplaces(session, printer.publicId)}
              />
            ))}
          </fieldset>
          <Facts facts={consentFacts(journey)} />
          <SelectField
            name="lifetime"
            label={t("authorize.howLong")}
            choices={lifetimeChoices()}
            defaultValue={session.chosenLifetime ?? "none"}
          />
          {target?.kind === "host" && target.insecure && (
            <Notice tone="warn">{t.rich("authorize.insecure", { host: target.host, b: bold })}</Notice>
          )}
        </div>
        <Actions>
          <Button>{t("authorize.authorize")}</Button>
        </Actions>
      </Form>
      <div className="mt-1.5 flex flex-col gap-1.5">
        <Form action={stepUrl("printer/another", session.id)}>
          <Button look="quiet">{t("authorize.addAnother")}</Button>
        </Form>
        <Form action={stepUrl("authorize/deny", session.id)}>
          <Button look="quiet">{t("authorize.cancel")}</Button>
        </Form>
      </div>
    </StepFrame>
  );
}
