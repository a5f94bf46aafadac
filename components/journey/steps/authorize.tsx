import { AppPublisher, AppReminder, AppWarning } from "@/components/journey/app-checked";
import { ConsentPrinter } from "@/components/journey/consent-printer";
import { OpeningApp } from "@/components/journey/opening-app";
import { Actions, StepFrame } from "@/components/journey/step-frame";
import type { ScreenProps } from "@/components/journey/steps/screen";
import { toAccount } from "@/components/journey/to-account";
import { UntilConnected } from "@/components/journey/until-connected";
import { bold } from "@/components/ui/bold";
import { Button } from "@/components/ui/button";
import { Facts, type Fact } from "@/components/ui/facts";
import { Form } from "@/components/ui/form";
import { Notice } from "@/components/ui/notice";
import { SelectField } from "@/components/ui/select-field";
import type { Journey } from "@/lib/journey/read/load-journey";
import { journeyLogo } from "@/lib/journey/urls/journey-urls";
import { stepUrl } from "@/lib/journey/urls/step-url";
import { onDate } from "@/lib/messages/calendar-date";
import { t } from "@/lib/messages/messages";

/** Where the browser goes next (RFC 8252 8.6). */
function whereNext({ app, target }: Journey) {
  const name = app?.name ?? "";
  if (target?.kind === "app") return t.rich("authorize.nextApp", { app: name, b: bold });
  if (target?.kind === "host") return t.rich("authorize.nextHost", { host: target.host, b: bold });
  return t("authorize.nextHere", { app: name });
}

/** What the app gets, for how long, how to take it back, and where the browser goes next (ASVS 10.7.1). */
function consentFacts(journey: Journey, keyName: string | undefined): Fact[] {
  const app = journey.app?.name ?? "";
  const key: Fact[] = keyName
    ? [{ icon: "key", text: t.rich("authorize.apiKey", { app, name: keyName, b: bold }) }]
    : [];
  return [
    { icon: "shield", text: t("authorize.rights") },
    ...key,
    { icon: "arrow", text: whereNext(journey) },
    { icon: "clock", text: t("authorize.lifetime") },
  ];
}

/** What can be decided: the printer, and for how long. */
function Decisions({ journey, view, error }: ScreenProps<"authorize">) {
  const { app, target } = journey;
  const { choices, lifetimes, chosenLifetime, keyName } = view;
  return (
    <div className="flex flex-col gap-[18px]">
      {error && <Notice tone="bad">{error.text}</Notice>}
      {app && <AppWarning app={app} />}
      <fieldset className="flex flex-col gap-2.5">
        <legend className={choices.length > 1 ? "mb-2 font-semibold" : "sr-only"}>{t("authorize.choose")}</legend>
        {choices.map((choice) => (
          <ConsentPrinter key={choice.printer.printerId} app={app?.name ?? ""} {...choice} />
        ))}
      </fieldset>
      <Facts facts={consentFacts(journey, keyName)} />
      <SelectField
        name="lifetime"
        label={t("authorize.howLong")}
        choices={lifetimes.map(({ lifetime, end }) => ({
          value: lifetime,
          label: end ? t(`authorize.lifetimes.${lifetime}`, { date: onDate(end) }) : t("authorize.lifetimes.none"),
        }))}
        defaultValue={chosenLifetime}
      />
      {target?.kind === "host" && target.insecure && (
        <Notice tone="warn">{t.rich("authorize.insecure", { host: target.host, b: bold })}</Notice>
      )}
    </div>
  );
}

function Question(props: ScreenProps<"authorize">) {
  const { id, app, user } = props.journey;
  return (
    <StepFrame
      step="authorize"
      large
      logo={journeyLogo(props.journey)}
      title={t("authorize.title", { app: app?.name ?? "" })}
      lead={
        <>
          <p>{t.rich("authorize.signedInAs", { email: user?.email ?? "", a: toAccount })}</p>
          {app && <AppPublisher app={app} />}
        </>
      }
    >
      <Form action={stepUrl("authorize/grant", id)} className="flex grow flex-col" patienceMs={2000}>
        <Decisions {...props} />
        <Actions>
          {app && <AppReminder app={app} />}
          <Button>{t("authorize.authorize")}</Button>
        </Actions>
      </Form>
      <div className="mt-1.5 flex flex-col gap-1.5">
        <Form action={stepUrl("authorize/add-printer", id)}>
          <Button look="quiet">{t("authorize.addAnother")}</Button>
        </Form>
        <Form action={stepUrl("authorize/deny", id)}>
          <Button look="quiet">{t("authorize.cancel")}</Button>
        </Form>
      </div>
    </StepFrame>
  );
}

/** Consent: always shown, also when the app was authorized before. */
export function AuthorizeScreen(props: ScreenProps<"authorize">) {
  const { journey } = props;
  if (journey.target?.kind !== "app") return <Question {...props} />;
  return (
    <UntilConnected url={stepUrl("done/state", journey.id)} after={<OpeningApp journey={journey} />}>
      <Question {...props} />
    </UntilConnected>
  );
}
