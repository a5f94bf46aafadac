import { AppStanding } from "@/components/journey/app-standing";
import { Actions, StepFrame } from "@/components/journey/step-frame";
import { bold } from "@/components/ui/bold";
import { Button } from "@/components/ui/button";
import { CodeField } from "@/components/ui/code-field";
import { Form } from "@/components/ui/form";
import { CODE_DIGITS } from "@/lib/accounts/mail-code-store";
import { journeyLogo } from "@/lib/journey/journey-logo";
import { stepUrl } from "@/lib/journey/step-url";
import { errorText } from "@/lib/web/form-error";
import { openStep, type SearchParams } from "@/lib/web/journey-request";
import { t } from "@/lib/messages/messages";

/** OctoPrint may take its time: only then it is worth asking whether the app opened. */
const KEY_PATIENCE_MS = 12_000;

/**
 * A fresh code before an OctoPrint key is made: it holds everything OctoPrint can do. Never in the way: it can be
 * skipped.
 */
export default async function ApiKeyPage({ searchParams }: { searchParams: SearchParams }) {
  const journey = await openStep("api-key", searchParams);
  const formError = await errorText(searchParams);
  const { session, app, user, target, printers } = journey;
  const names = {
    app: app?.name ?? "",
    name: session.apiKeyAppName ?? "",
    printer: printers.find((item) => item.printerId === session.keyWish?.printerId)?.name ?? "",
  };
  const standing = target?.kind === "app" ? <AppStanding app={names.app} /> : undefined;
  return (
    <StepFrame
      step="api-key"
      logo={journeyLogo(journey)}
      title={t("apiKey.title", names)}
      lead={<p>{t.rich("apiKey.lead", { ...names, email: user?.email ?? "", b: bold })}</p>}
    >
      <Form
        key={formError?.code ?? "fresh"}
        action={stepUrl("api-key/create", session.id)}
        className="flex flex-col gap-4"
        standing={standing}
        patienceMs={KEY_PATIENCE_MS}
      >
        <CodeField
          name="code"
          label={t("apiKey.code")}
          length={CODE_DIGITS}
          inputMode="numeric"
          autoComplete="one-time-code"
          autoFocus
          waits
          error={formError?.code === "key_code_wrong" ? formError.text : undefined}
          hint={t("apiKey.hint")}
        />
        <Button>{t("apiKey.create")}</Button>
      </Form>
      <Actions>
        <p className="mb-1 text-[0.85rem] text-soft">{t("apiKey.skipHint", names)}</p>
        <Form action={stepUrl("api-key/skip", session.id)} standing={standing}>
          <Button look="outline">{t("apiKey.skip")}</Button>
        </Form>
      </Actions>
    </StepFrame>
  );
}
