import { AccountFrame } from "@/components/account/account-frame";
import { Actions } from "@/components/journey/step-frame";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { Form } from "@/components/ui/form";
import { t } from "@/lib/messages/messages";

/** New recovery keys, until the person says that they are saved. */
export function SaveRecoveryKeys({ keys }: { keys: string[] }) {
  return (
    <AccountFrame
      step="account-recovery-keys"
      back={false}
      title={t("secondPage.saveTitle")}
      lead={<p>{t("secondPage.saveLead")}</p>}
    >
      <ol
        className={
          "rounded-card border border-line bg-card px-[18px] py-3 font-mono text-tiny leading-7 " +
          "sm:bg-paper [&>li]:py-0.5"
        }
      >
        {keys.map((key) => (
          <li key={key} className="select-all">
            {key}
          </li>
        ))}
      </ol>
      <Actions>
        <Form action="/account/security/second-factor/saved">
          <Button>{t("secondPage.saved")}</Button>
        </Form>
        <CopyButton text={keys.join("\n")} label={t("secondPage.copy")} copied={t("secondPage.copied")} />
      </Actions>
    </AccountFrame>
  );
}
