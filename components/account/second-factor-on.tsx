import { AccountFrame } from "@/components/account/account-frame";
import { Actions } from "@/components/journey/step-frame";
import { Button } from "@/components/ui/button";
import { Disclosure } from "@/components/ui/disclosure";
import { Form } from "@/components/ui/form";
import { Notice } from "@/components/ui/notice";
import { PartTitle } from "@/components/ui/rows";
import { t } from "@/lib/messages/messages";

const FEW_KEYS = 2;

/** The second factor is on: its recovery keys, and turning it off. */
export function SecondFactorOn({ back, keysLeft }: { back: { href: string; label: string }; keysLeft: number }) {
  const left = t("secondPage.keysLeft", { left: keysLeft });
  return (
    <AccountFrame
      step="account-second-step"
      back={back}
      title={t("secondPage.title")}
      lead={<p>{t("secondPage.leadOn")}</p>}
    >
      <PartTitle>{t("secondPage.keys")}</PartTitle>
      {keysLeft <= FEW_KEYS ? <Notice tone="warn">{left}</Notice> : <p>{left}</p>}
      <Disclosure summary={t("secondPage.newKeys")} lead={t("secondPage.newKeysHint")}>
        <Form action="/account/security/second-factor/keys">
          <Button look="outline">{t("secondPage.newKeysNow")}</Button>
        </Form>
      </Disclosure>
      <Actions>
        <Form action="/account/security/second-factor/off">
          <Button look="quiet">{t("secondPage.off")}</Button>
        </Form>
      </Actions>
    </AccountFrame>
  );
}
