import type { AddressInfo } from "node:net";
import { simpleParser, type ParsedMail } from "mailparser";
import { SMTPServer } from "smtp-server";

export type MailServer = { url: string; mails: ParsedMail[]; close(): Promise<void> };

/**
 * A real mail server on loopback. @param refuse answers every recipient with 550 @param slowMs until it takes a mail
 */
export async function mailServer({ refuse = false, slowMs = 0 } = {}): Promise<MailServer> {
  const mails: ParsedMail[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onRcptTo: (_, __, done) => done(refuse ? Object.assign(new Error("no such user"), { responseCode: 550 }) : null),
    onData: (stream, _, done) =>
      void simpleParser(stream).then((mail) => (mails.push(mail), setTimeout(done, slowMs)), done),
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.server.address() as AddressInfo;
  return { url: `smtp://127.0.0.1:${port}`, mails, close: () => new Promise((resolve) => server.close(resolve)) };
}
