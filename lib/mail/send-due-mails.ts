import { onceAtATime } from "@/lib/jobs/once-at-a-time";
import { deliverMail } from "@/lib/mail/deliver-mail";
import { claimDueMails, type ClaimedMail } from "@/lib/mail/mail-queue-store";
import { recordFault } from "@/lib/observability/record-fault";

/** Mails that one server sends at once, beside those that somebody waits for. */
const AT_ONCE = 10;

/** Sends mails, each by itself: none waits for a slow one. */
export type MailSender = {
  /** Begins with what is due now and has room; with more whenever there is room again. */
  look(): Promise<void>;
  /** Waits until nothing is being sent any more. */
  ended(): Promise<void>;
};

/** A sender of this process. Several servers may send together: each mail is with one of them at a time. */
export function mailSender(): MailSender {
  const sending = new Set<Promise<void>>();
  const begin = (mail: ClaimedMail) => {
    const sent = deliverMail(mail)
      .then(() => undefined, recordMailFault)
      .finally(() => {
        sending.delete(sent);
        void look();
      });
    sending.add(sent);
  };
  const recordMailFault = (error: unknown) => void recordFault(error, { job: "send-mails" });
  const look = onceAtATime(async () => {
    const room = AT_ONCE - sending.size;
    if (room > 0) (await claimDueMails(room)).forEach(begin);
  }, recordMailFault);
  return {
    look,
    ended: async () => {
      while (sending.size > 0) await Promise.all(sending);
    },
  };
}

/** Sends all that is due now, and waits for it. */
export async function sendDueMails(): Promise<void> {
  for (;;) {
    const mails = await claimDueMails(AT_ONCE);
    if (mails.length === 0) return;
    await Promise.all(mails.map(deliverMail));
  }
}
