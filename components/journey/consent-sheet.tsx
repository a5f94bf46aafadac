import type { ReactNode } from "react";
import { AppPublisher } from "@/components/journey/app-checked";
import { ConsentPrinter } from "@/components/journey/consent-printer";
import { frameOf } from "@/components/journey/frame-of";
import { LifetimeRow } from "@/components/journey/lifetime-row";
import { Actions, StepFrame } from "@/components/journey/step-frame";
import { bold, isolated } from "@/components/ui/bold";
import { Facts, type Fact } from "@/components/ui/facts";
import { Form } from "@/components/ui/form";
import { Notice } from "@/components/ui/notice";
import type { AuthorizeView, PrinterChoice } from "@/lib/journey/read/authorize";
import type { Journey } from "@/lib/journey/read/load-journey";
import { stepUrl } from "@/lib/journey/urls/step-url";
import { t, type ShownError } from "@/lib/messages/messages";

const ADDING = "add-printer";

/** Where the browser goes next (RFC 8252 8.6). */
function whereNext({ app, target }: Journey) {
  const name = app?.name ?? "";
  if (target?.kind === "app") return t.rich("authorize.nextApp", { app: name, b: bold });
  if (target?.kind === "host") return t.rich("authorize.nextHost", { host: target.host, b: bold });
  return t.rich("authorize.nextHere", { app: name, n: isolated });
}

/** The printer that will be authorized is seen without scrolling. Pure. */
const chosenFirst = (choices: PrinterChoice[]) => [...choices].sort((a, b) => Number(b.checked) - Number(a.checked));

/** What the app gets, where the browser goes next, and how it is taken back (ASVS 10.7.1). */
function consentFacts(journey: Journey, keyName: string | undefined): Fact[] {
  const app = journey.app?.name ?? "";
  const key: Fact[] = keyName
    ? [{ icon: "key", text: t.rich("authorize.apiKey", { app, name: keyName, b: bold, n: isolated }) }]
    : [];
  return [
    { icon: "dials", text: t.rich("authorize.rights", { b: bold }) },
    ...key,
    { icon: "arrow", text: whereNext(journey) },
    { icon: "clock", text: t("authorize.revocable") },
  ];
}

/** Who is asked, and the way to a printer that is not among these. */
const Foot = ({ email }: { email: string }) => (
  <p className="flex flex-wrap items-center justify-between gap-x-4 text-tiny text-soft">
    <span className="min-w-0 [overflow-wrap:anywhere]">{t.rich("authorize.signedInAs", { email, n: isolated })}</span>
    <button type="submit" form={ADDING} className="min-h-11 cursor-pointer underline underline-offset-2 hover:text-ink">
      {t("authorize.addAnother")}
    </button>
  </p>
);

type Props = {
  journey: Journey;
  view: AuthorizeView;
  error: ShownError | undefined;
  step: "authorize" | "supporter";
  /** Where the form goes. */
  action: string;
  /** What is to be paid first. */
  plan?: ReactNode;
  /** The decision. */
  children: ReactNode;
};

/**
 * Consent, on one sheet: who asks, for which printer, what that means and for how long, and, where perks are missing,
 * what they cost. Nothing leads out of the journey here.
 */
export function ConsentSheet({ journey, view, error, step, action, plan, children }: Props) {
  const { id, app, user } = journey;
  const { keyName } = view;
  const choices = chosenFirst(view.choices);
  const isOnly = choices.length === 1;
  const facts = <Facts tight facts={consentFacts(journey, keyName)} />;
  return (
    <StepFrame
      {...frameOf({ journey, error })}
      step={step}
      title={t.rich("authorize.title", { app: app?.name ?? "", count: choices.length, n: isolated })}
      lead={app && <AppPublisher app={app} />}
    >
      <Form action={action} className="flex grow flex-col" patienceMs={2000}>
        <div className="flex flex-col gap-3">
          {error && <Notice tone="bad">{error.text}</Notice>}
          {/* A list of printers is long: what is decided is seen before it. */}
          {!isOnly && facts}
          <fieldset className="flex flex-col gap-2">
            <legend className={isOnly ? "sr-only" : "mb-2 font-semibold"}>{t("authorize.choose")}</legend>
            {choices.map((choice) => (
              <ConsentPrinter key={choice.printer.printerId} app={app?.name ?? ""} isOnly={isOnly} {...choice} />
            ))}
          </fieldset>
          {plan}
          {isOnly && facts}
          <LifetimeRow {...view} />
          <Foot email={user?.email ?? ""} />
        </div>
        <Actions>{children}</Actions>
      </Form>
      <form id={ADDING} method="post" action={stepUrl(`${step}/add-printer`, id)} />
    </StepFrame>
  );
}
