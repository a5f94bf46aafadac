import { AccountFrame } from "@/components/account/account-frame";
import { Actions } from "@/components/journey/step-frame";
import { Button, ButtonLink } from "@/components/ui/button";
import { CodeField } from "@/components/ui/code-field";
import { Disclosure } from "@/components/ui/disclosure";
import { Form } from "@/components/ui/form";
import { Notice } from "@/components/ui/notice";
import { NumberedStep } from "@/components/ui/numbered-step";
import { t, type ShownError } from "@/lib/messages/messages";

/** The key for the authenticator: as a link, as a picture, and as text. */
const ShareKey = ({ uri, secret, qr }: { uri: string; secret: string; qr: string }) => (
  <>
    <p>{t("secondPage.step1")}</p>
    <ButtonLink look="outline" href={uri}>
      {t("secondPage.open")}
    </ButtonLink>
    <p>
      <span className="block text-tiny text-soft">{t("secondPage.key")}</span>
      <code className="select-all">{secret.replace(/.{4}(?=.)/g, "$& ")}</code>
    </p>
    <Disclosure summary={t("secondPage.otherDevice")} lead={t("secondPage.step1Other")}>
      <img src={qr} alt={t("secondPage.qr")} width={200} height={200} className="rounded-field border border-line" />
    </Disclosure>
  </>
);

/** Setting up the authenticator: on this phone by a link, on another by a picture or by typing; a code proves it. */
export function SecondFactorSetup({
  back,
  uri,
  secret,
  qr,
  formError,
}: {
  back: { href: string; label: string };
  uri: string;
  secret: string;
  qr: string;
  formError: ShownError | undefined;
}) {
  const codeError = formError?.code === "second_factor_wrong" ? formError.text : undefined;
  return (
    <AccountFrame step="account-second-step" back={back} title={t("secondPage.setupTitle")}>
      <Form
        key={formError?.code ?? "fresh"}
        action="/account/security/second-factor/confirm"
        className="flex grow flex-col"
      >
        {formError && !codeError && (
          <div className="mb-4">
            <Notice tone="bad">{formError.text}</Notice>
          </div>
        )}
        <ol className="flex flex-col gap-4">
          <NumberedStep number={1}>
            <ShareKey uri={uri} secret={secret} qr={qr} />
          </NumberedStep>
          <NumberedStep number={2}>
            <CodeField
              name="code"
              label={t("secondPage.step2")}
              length={6}
              inputMode="numeric"
              autoComplete="one-time-code"
              error={codeError}
            />
          </NumberedStep>
        </ol>
        <Actions>
          <Button>{t("secondPage.on")}</Button>
        </Actions>
      </Form>
      <Form action="/account/security/second-factor/begin" className="mt-1.5">
        <Button look="quiet">{t("secondPage.again")}</Button>
      </Form>
    </AccountFrame>
  );
}
