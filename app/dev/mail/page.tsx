import { Heading, Sheet } from "@/components/journey/step-frame";
import { LanguageSwitch } from "@/components/page/language-switch";
import { listOutbox } from "@/lib/mail/outbox";
import { t } from "@/lib/messages/messages";

/** Evaluation mode: the mails that would have been sent. server.ts answers 404 here in production. */
export default function DevMail() {
  const mails = listOutbox();
  return (
    <Sheet step="dev-mail" after={<LanguageSwitch />}>
      <Heading title={t("devMail.title")}>
        <p>{t("devMail.lead")}</p>
      </Heading>
      {mails.length === 0 && <p>{t("devMail.none")}</p>}
      <ol className="flex flex-col gap-4">
        {mails.map((mail, index) => (
          <li key={index} className="rounded-card border border-line bg-card px-[18px] py-4 sm:bg-paper">
            <h2 className="font-semibold [overflow-wrap:anywhere]">{mail.subject}</h2>
            <p className="mb-3 text-[0.85rem] text-soft [overflow-wrap:anywhere]">
              {t("devMail.to", { to: mail.to })} · {mail.sentAt.replace("T", " ").slice(0, 19)}
            </p>
            <p className="text-[0.94rem] whitespace-pre-line [overflow-wrap:anywhere]">{mail.text}</p>
          </li>
        ))}
      </ol>
    </Sheet>
  );
}
