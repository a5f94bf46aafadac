import { CancelForm } from "@/components/journey/cancel-form";
import { frameOf } from "@/components/journey/frame-of";
import { ResendForm } from "@/components/journey/resend-form";
import { StepFrame } from "@/components/journey/step-frame";
import type { ScreenProps } from "@/components/journey/steps/screen";
import { Button } from "@/components/ui/button";
import { CodeField } from "@/components/ui/code-field";
import { Form } from "@/components/ui/form";
import { Notice } from "@/components/ui/notice";
import { stepUrl } from "@/lib/journey/urls/step-url";
import { isAboutTheCode, isCodeOver } from "@/lib/messages/code-errors";
import { t } from "@/lib/messages/messages";

/** The address that the code went to, in the place of its field: a wrong one is seen at once, and can be changed. */
const SentTo = ({ journey, email }: { journey: string; email: string }) => (
  <div
    className={
      "mb-4 flex min-h-13 items-center justify-between gap-3 rounded-card border border-line bg-card px-4 py-1 " +
      "sm:bg-paper"
    }
  >
    <b className="min-w-0 [overflow-wrap:anywhere]">
      <span className="sr-only">{t("verify.email")} </span>
      <bdi>{email}</bdi>
    </b>
    <Form action={stepUrl("verify/change-email", journey)} className="flex-none">
      <button
        type="submit"
        aria-label={t("verify.changeName")}
        className="min-h-12 cursor-pointer px-1 text-small font-semibold text-filament hover:text-filament-deep"
      >
        {t("verify.change")}
      </button>
    </Form>
  </div>
);

/** In time no code is right any more: nothing is left to enter, and a new one to be asked for. */
const Expired = ({ journey, view, error }: ScreenProps<"verify">) => (
  <StepFrame
    {...frameOf({ journey, error })}
    step="verify"
    title={t("verify.expiredTitle")}
    lead={<p role="alert">{t("verify.expiredLead")}</p>}
  >
    <SentTo journey={journey.id} email={journey.email ?? ""} />
    <ResendForm
      action={stepUrl("verify/resend", journey.id)}
      waitSeconds={view.waitSeconds}
      label={t("verify.resend")}
      waiting={t.raw("verify.wait")}
      look="primary"
    />
    <div className="mt-2">
      <CancelForm journey={journey.id} />
    </div>
  </StepFrame>
);

/** The screen of the address once more, with the field for the code that was sent there. */
export function VerifyScreen({ journey, view, error }: ScreenProps<"verify">) {
  const { id, email } = journey;
  const codeError = error && isAboutTheCode(error.code) ? error.text : undefined;
  const isOver = error !== undefined && isCodeOver(error.code);
  const newFirst = isOver && view.waitSeconds === 0;
  if (error?.code === "code_expired") return <Expired journey={journey} view={view} error={error} />;
  return (
    <StepFrame
      {...frameOf({ journey, error })}
      step="verify"
      title={t("verify.title")}
      lead={<p>{t(isOver ? "verify.leadOver" : "verify.lead")}</p>}
    >
      <SentTo journey={id} email={email ?? ""} />
      <Form key={error?.code ?? "fresh"} action={stepUrl("verify/check", id)} className="flex flex-col gap-4">
        {error && !codeError && <Notice tone="bad">{error.text}</Notice>}
        {view.resent && !error && (
          <Notice tone="good" live>
            {t("verify.resent")}
          </Notice>
        )}
        <CodeField
          name="code"
          label={t("verify.code")}
          length={view.digits}
          inputMode="numeric"
          autoComplete="one-time-code"
          enterKeyHint="done"
          autoFocus
          error={codeError}
        />
        <Button look={newFirst ? "outline" : "primary"}>{t("verify.verify")}</Button>
      </Form>
      <p className="mt-4 mb-2 text-small text-soft">{t("verify.hint")}</p>
      <ResendForm
        action={stepUrl("verify/resend", id)}
        waitSeconds={view.waitSeconds}
        label={t("verify.resend")}
        waiting={t.raw("verify.wait")}
        look={newFirst ? "primary" : "outline"}
      />
      <div className="mt-2">
        <CancelForm journey={id} />
      </div>
    </StepFrame>
  );
}
