import type { AddressInfo } from "node:net";
import { simpleParser, type ParsedMail } from "mailparser";
import { SMTPServer } from "smtp-server";

export type MailServer = {
  url: string;
  port: number;
  /** What it took. */
  mails: ParsedMail[];
  /** Message-IDs of what it was given, taken or not. */
  given: (string | undefined)[];
  close(): Promise<void>;
};

/** How a mail server answers. May be changed while it runs. */
export type MailServerManner = {
  /** Every recipient with 550. */
  refuse?: boolean;
  /** Milliseconds until it takes a mail. */
  slowMs?: number;
  /** Every recipient with 451, as a greylist does to strangers. */
  greylist?: boolean;
  /** Every mail with 451, once it has heard all of it. */
  full?: boolean;
  /** Says nothing, not even hello. */
  silent?: boolean;
};

const answer = (responseCode: number, text: string) => Object.assign(new Error(text), { responseCode });

/** A real mail server on loopback. @param port of its own, unless given */
export async function mailServer(manner: MailServerManner = {}, port = 0): Promise<MailServer> {
  const mails: ParsedMail[] = [];
  const given: (string | undefined)[] = [];
  const server = new SMTPServer({
    authOptional: true,
    // Who keeps a connection for the next mail is not waited for.
    closeTimeout: 100,
    disabledCommands: ["STARTTLS"],
    onConnect: (_, done) => void (manner.silent || done()),
    onRcptTo: (_, __, done) =>
      done(manner.refuse ? answer(550, "no such user") : manner.greylist ? answer(451, "come back later") : null),
    onData: (stream, _, done) =>
      void simpleParser(stream).then((mail) => {
        given.push(mail.messageId);
        if (manner.full) return done(answer(451, "no room now"));
        mails.push(mail);
        setTimeout(done, manner.slowMs ?? 0);
      }, done),
  });
  server.on("error", () => undefined); // a sender that was killed
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const { port: own } = server.server.address() as AddressInfo;
  const close = () => new Promise<void>((resolve) => server.close(resolve));
  return { url: `smtp://127.0.0.1:${own}`, port: own, mails, given, close };
}
