import { AppWarningLine, lookFor } from "@/components/journey/app-checked";
import { ConsentSheet } from "@/components/journey/consent-sheet";
import { OpeningApp } from "@/components/journey/opening-app";
import type { ScreenProps } from "@/components/journey/steps/screen";
import { UntilConnected } from "@/components/journey/until-connected";
import { Button } from "@/components/ui/button";
import { stepUrl } from "@/lib/journey/urls/step-url";
import { t } from "@/lib/messages/messages";

function Question(props: ScreenProps<"authorize">) {
  const { id, app } = props.journey;
  // Apps could not use it: that should cost a thought.
  const isUseless = props.view.choices.some(({ checked, printer }) => checked && printer.fault);
  return (
    <ConsentSheet {...props} step="authorize" action={stepUrl("authorize/grant", id)}>
      <AppWarningLine journey={props.journey} />
      <Button look={isUseless ? "wary" : lookFor(app)}>{t("authorize.authorize")}</Button>
      <Button look="quiet" formAction={stepUrl("authorize/deny", id)} formNoValidate>
        {t("authorize.cancel")}
      </Button>
    </ConsentSheet>
  );
}

/** Consent: always shown, also when the app was authorized before. */
export function AuthorizeScreen(props: ScreenProps<"authorize">) {
  const { journey, view } = props;
  if (journey.target?.kind !== "app") return <Question {...props} />;
  const chosen = view.choices.find(({ checked }) => checked)?.printer.name;
  return (
    <UntilConnected journey={journey} after={<OpeningApp journey={journey} printer={chosen} />}>
      <Question {...props} />
    </UntilConnected>
  );
}
