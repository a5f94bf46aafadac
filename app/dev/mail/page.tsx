import { Heading, Sheet } from "@/components/journey/step-frame";
import { PageTop } from "@/components/page/page-top";
import { Notice } from "@/components/ui/notice";
import { listOutbox, type OutboxMail } from "@/lib/mail/outbox";
import { atTime } from "@/lib/messages/calendar-date";
import { t } from "@/lib/messages/messages";
import { pageTitle } from "@/lib/web/page-title";

export const generateMetadata = () => pageTitle(t("devMail.title"));

const OneMail = ({ mail: { id, to, subject, text, sentAt } }: { mail: OutboxMail }) => (
  <li className="overflow-clip rounded-card border border-line bg-card sm:bg-paper">
    <div className="px-[18px] py-3.5">
      <h2 className="font-semibold [overflow-wrap:anywhere]">{subject}</h2>
      <p className="text-tiny text-soft [overflow-wrap:anywhere]">
        {t("devMail.to", { to })} · {atTime(new Date(sentAt))}
      </p>
    </div>
    <iframe
      src={`/dev/mail/${id}`}
      title={t("devMail.frame", { subject })}
      sandbox="allow-popups allow-popups-to-escape-sandbox"
      loading="lazy"
      className="block h-[34rem] w-full resize-y border-y border-line"
    />
    <details className="px-[18px]">
      <summary className="min-h-11 cursor-pointer py-2.5 text-tiny text-soft">{t("devMail.plain")}</summary>
      <p className="pb-4 text-small whitespace-pre-line [overflow-wrap:anywhere]">{text}</p>
    </details>
  </li>
);

/** Evaluation mode: the mails that would have been sent. server.ts answers 404 here in production. */
export default function DevMail() {
  const mails = listOutbox();
  return (
    <Sheet step="dev-mail">
      <div className="mb-4">
        <PageTop />
      </div>
      <Heading title={t("devMail.title")}>
        <p>{t("devMail.lead")}</p>
      </Heading>
      <div data-mails={mails[0]?.sentAt ?? ""} hidden />
      {mails.length === 0 && <Notice tone="plain">{t("devMail.none")}</Notice>}
      <ol className="flex flex-col gap-4">
        {mails.map((mail) => (
          <OneMail key={mail.id} mail={mail} />
        ))}
      </ol>
    </Sheet>
  );
}
