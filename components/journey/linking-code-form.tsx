import type { PrinterPageProps } from "@/components/journey/choose-kind";
import { NearbyHint } from "@/components/journey/nearby-hint";
import { Actions } from "@/components/journey/step-frame";
import { Button, ButtonLink } from "@/components/ui/button";
import { CodeField } from "@/components/ui/code-field";
import { Form } from "@/components/ui/form";
import { Notice } from "@/components/ui/notice";
import { CHOOSE_KIND } from "@/lib/journey/read/printer";
import { stepUrl } from "@/lib/journey/urls/step-url";
import { t } from "@/lib/messages/messages";
import type { Platform } from "@/lib/octostream/platforms";

/** The code that a printer shows. @param kind as it was chosen; undefined where the app named the printer */
export function LinkingCodeForm({ journey, error, kind }: PrinterPageProps & { kind: Platform | undefined }) {
  const { id, draft } = journey;
  const codeError = error?.code.startsWith("linking_code") ? error.text : undefined;
  return (
    <Form key={error?.code ?? "fresh"} action={stepUrl("printer/find", id, { kind })} className="flex grow flex-col">
      <div className="flex flex-col gap-4">
        {error && !codeError && <Notice tone="bad">{error.text}</Notice>}
        <CodeField
          name="code"
          label={t("printer.linkingCode")}
          length={8}
          wide
          autoCapitalize="characters"
          autoComplete="off"
          placeholder="ABCD-EFGH"
          hint={t("printer.codeHint")}
          error={codeError}
          defaultValue={codeError ? draft.linkingCode : undefined}
        />
        <NearbyHint url={stepUrl("printer/nearby", id)} text={t("printer.nearby")} />
      </div>
      <Actions>
        <Button>{t("printer.find")}</Button>
        <ButtonLink look="quiet" href={stepUrl("printer", id, { kind: CHOOSE_KIND })}>
          {t(kind ? "printer.otherKind" : "printer.anotherPrinter")}
        </ButtonLink>
      </Actions>
    </Form>
  );
}
