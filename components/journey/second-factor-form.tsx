import { Button, ButtonLink } from "@/components/ui/button";
import { CodeField } from "@/components/ui/code-field";
import { Field } from "@/components/ui/field";
import { Form } from "@/components/ui/form";
import { Notice } from "@/components/ui/notice";
import { t, type ShownError } from "@/lib/messages/messages";

const DIGITS = 6;
const ABOUT_THE_CODE = ["second_factor_wrong", "recovery_key_wrong"];

/**
 * The field for the authenticator's code, or for a recovery key, each with the way to the other.
 * @param other address of that way
 */
export function SecondFactorForm({
  action,
  other,
  recovery,
  formError,
}: {
  action: string;
  other: string;
  recovery: boolean;
  formError: ShownError | undefined;
}) {
  const fieldError = formError && ABOUT_THE_CODE.includes(formError.code) ? formError.text : undefined;
  return (
    <Form key={recovery ? "key" : "code"} action={action} className="flex flex-col">
      <div className="flex flex-col gap-4">
        {formError && !fieldError && <Notice tone="bad">{formError.text}</Notice>}
        {recovery ? (
          <Field
            name="key"
            label={t("secondFactor.key")}
            autoComplete="off"
            enterKeyHint="done"
            autoCapitalize="none"
            spellCheck={false}
            required
            maxLength={60}
            autoFocus
            error={fieldError}
            hint={t("secondFactor.keyHint")}
          />
        ) : (
          <CodeField
            name="code"
            label={t("secondFactor.code")}
            length={DIGITS}
            inputMode="numeric"
            autoComplete="one-time-code"
            enterKeyHint="done"
            autoFocus
            error={fieldError}
            hint={t("secondFactor.hint")}
          />
        )}
      </div>
      <div className="mt-4 flex flex-col gap-1.5">
        <Button>{t("secondFactor.verify")}</Button>
        <ButtonLink look="quiet" href={other}>
          {t(recovery ? "secondFactor.useCode" : "secondFactor.useKey")}
        </ButtonLink>
      </div>
    </Form>
  );
}
