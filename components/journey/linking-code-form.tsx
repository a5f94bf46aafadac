import type { ScreenProps } from "@/components/journey/steps/screen";
import { Button, ButtonLink } from "@/components/ui/button";
import { CodeField } from "@/components/ui/code-field";
import { Form } from "@/components/ui/form";
import { Notice } from "@/components/ui/notice";
import { stepUrl } from "@/lib/journey/urls/step-url";
import { t } from "@/lib/messages/messages";

export type PrinterPageProps = Pick<ScreenProps<"printer">, "journey" | "error">;

/**
 * The code that a printer shows, and its button beneath.
 * @param named the app named the printer
 * @param first it is what there is to do now
 * @param ofAgent one of Obico's agents shows it
 */
export function LinkingCodeForm({
  journey,
  error,
  named,
  ofAgent,
  first = named,
}: PrinterPageProps & { named: boolean; ofAgent?: boolean; first?: boolean }) {
  const { id, draft } = journey;
  const codeError = error?.code.startsWith("linking_code") ? error.text : undefined;
  return (
    <Form
      key={error?.code ?? "fresh"}
      action={stepUrl("printer/find", id, { other: named ? undefined : "1", way: ofAgent ? "agent" : undefined })}
      className="flex flex-col gap-3"
    >
      {error && !codeError && <Notice tone="bad">{error.text}</Notice>}
      <CodeField
        name="code"
        label={t("printer.linkingCode")}
        note={first || ofAgent ? undefined : t("setup.orCode")}
        length={8}
        wide
        autoCapitalize="characters"
        autoComplete="off"
        enterKeyHint="go"
        placeholder="ABCD-EFGH"
        hint={t("printer.codeHint")}
        error={codeError}
        defaultValue={codeError ? draft.linkingCode : undefined}
      />
      <Button look={first ? "primary" : "outline"}>{t("printer.find")}</Button>
      {named && (
        <ButtonLink look="quiet" href={stepUrl("printer", id, { other: "1" })}>
          {t("printer.anotherPrinter")}
        </ButtonLink>
      )}
    </Form>
  );
}
