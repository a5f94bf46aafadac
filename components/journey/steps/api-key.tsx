import { AppWarning } from "@/components/journey/app-checked";
import { frameOf } from "@/components/journey/frame-of";
import { OpeningApp } from "@/components/journey/opening-app";
import { Actions, StepFrame } from "@/components/journey/step-frame";
import type { ScreenProps } from "@/components/journey/steps/screen";
import { UntilConnected } from "@/components/journey/until-connected";
import { bold, isolated } from "@/components/ui/bold";
import { Button } from "@/components/ui/button";
import { CodeField } from "@/components/ui/code-field";
import { Form } from "@/components/ui/form";
import { stepUrl } from "@/lib/journey/urls/step-url";
import { t } from "@/lib/messages/messages";

/** OctoPrint may take its time. */
const KEY_PATIENCE_MS = 12_000;

/**
 * A fresh code before an OctoPrint key is made: it holds everything OctoPrint can do. Never in the way: it can be
 * skipped.
 */
function Question({ journey, view, error }: ScreenProps<"api-key">) {
  const { id, app } = journey;
  const names = { app: app?.name ?? "", name: view.keyName, printer: view.printer, b: bold, n: isolated };
  return (
    <StepFrame
      {...frameOf({ journey, error })}
      step="api-key"
      title={t("apiKey.title")}
      lead={<p>{t.rich("apiKey.lead", { ...names, email: view.email })}</p>}
    >
      <Form
        key={error?.code ?? "fresh"}
        action={stepUrl("api-key/create", id)}
        className="flex flex-col gap-4"
        patienceMs={KEY_PATIENCE_MS}
      >
        <CodeField
          name="code"
          label={t("apiKey.code")}
          length={view.digits}
          inputMode="numeric"
          autoComplete="one-time-code"
          enterKeyHint="done"
          autoFocus
          waits
          error={error?.code === "key_code_wrong" ? error.text : undefined}
          hint={t("apiKey.hint")}
        />
        <Button>{t("apiKey.create")}</Button>
        {app && <AppWarning app={app} />}
      </Form>
      <Actions>
        <p className="mb-1 text-tiny text-soft">{t.rich("apiKey.skipHint", names)}</p>
        <Form action={stepUrl("api-key/skip", id)} patienceMs={2000}>
          <Button look="outline">{t("apiKey.skip")}</Button>
        </Form>
      </Actions>
    </StepFrame>
  );
}

export function ApiKeyScreen(props: ScreenProps<"api-key">) {
  const { journey, view } = props;
  if (journey.target?.kind !== "app") return <Question {...props} />;
  return (
    <UntilConnected journey={journey} after={<OpeningApp journey={journey} printer={view.printer} />}>
      <Question {...props} />
    </UntilConnected>
  );
}
