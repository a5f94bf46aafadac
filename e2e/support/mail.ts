import { expect } from "@playwright/test";

type Mail = { to: string; subject: string; text: string; sentAt: string };

/** Waits for a mail in the portal's outbox. @param after only mails sent later than this count */
export async function waitForMail(portal: string, to: string, matching: RegExp, after = new Date(0)): Promise<Mail> {
  let found: Mail | undefined;
  await expect
    .poll(
      async () => {
        const mails = (await (await fetch(`${portal}/dev/mail.json`)).json()) as Mail[];
        found = mails.find((mail) => mail.to === to && matching.test(mail.subject) && new Date(mail.sentAt) >= after);
        return found !== undefined;
      },
      { message: `a mail to ${to}` },
    )
    .toBe(true);
  return found as Mail;
}

/** The latest sign-in code sent to an address. */
export async function mailedCode(portal: string, to: string, after?: Date): Promise<string> {
  const mail = await waitForMail(portal, to, /^\d{6} /, after);
  return /^\d{6}/.exec(mail.subject)?.[0] ?? "";
}
