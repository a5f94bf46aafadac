import { afterEach, describe, expect, it } from "vitest";
import { db } from "@/lib/db/client";
import { overrideEnv } from "@/lib/env";
import { mailCode } from "@/lib/mail/mail-code";
import { mailConnected } from "@/lib/mail/mail-connected";
import { listOutbox } from "@/lib/mail/outbox";
import { sendDueMails } from "@/lib/mail/send-due-mails";
import { sendMailNow } from "@/lib/mail/send-mail-now";
import { setUpDatabase } from "@/tests/support/database";
import { mailServer, type MailServerManner } from "@/tests/support/mail-server";

setUpDatabase();

const sendCode = async (to: string, code: string) =>
  sendMailNow(await db().$transaction((tx) => mailCode(tx, to, undefined, code)));

describe("mail", () => {
  let close: (() => Promise<void>) | undefined;
  afterEach(async () => {
    overrideEnv({ smtpUrl: undefined, mode: "evaluation" });
    await db().queuedMail.deleteMany();
    await close?.();
    close = undefined;
  });
  const serve = async (manner?: MailServerManner) => {
    const server = await mailServer(manner);
    close = server.close;
    overrideEnv({ smtpUrl: server.url, mode: "production", mailFrom: "Portal <no-reply@portal.example>" });
    return server;
  };

  it("goes to the mail server as text and HTML, with the code in the subject and no other number like it", async () => {
    const { mails } = await serve();
    expect(await sendCode("robin@example.org", "012345")).toBe("sent");
    const [mail] = mails;
    expect(mail?.subject).toBe("012345 is your OctoEverywhere code");
    expect(mail?.from?.text).toContain("no-reply@portal.example");
    for (const body of [mail?.text ?? "", String(mail?.html)])
      expect(new Set(body.match(/\d{6,8}/g))).toEqual(new Set(["012345"]));
    expect(String(mail?.html)).not.toMatch(/<a |<script|src="(?!data:)/);
    expect(mail?.attachments.map(({ cid, contentType, related }) => [cid, contentType, related])).toEqual([
      ["thread-laid@portal", "image/png", true],
    ]);
  });

  it("names app and printer to the owner, whatever they are called, and breaks no header", async () => {
    const { mails } = await serve();
    const connected = {
      app: "Evil\r\nBcc: all@example.org",
      printer: "<script>alert(1)</script>",
      printerUrl: "https://portal.example/view/x",
      endsAt: null,
    };
    await db().$transaction((tx) => mailConnected(tx, "robin@example.org", connected));
    await sendDueMails();
    expect(mails).toHaveLength(1);
    expect(mails[0]?.bcc).toBeUndefined();
    expect(mails[0]?.subject).toBe("Evil Bcc: all@example.org can now use <script>alert(1)</script>");
    expect(String(mails[0]?.html)).not.toContain("<script>");
    expect(mails[0]?.text).toContain("https://portal.example/view/x");
  });

  it("that a server refuses for good is given up, and nothing of it is kept", async () => {
    await serve({ refuse: true });
    expect(await sendCode("nobody@example.org", "123456")).toBe("refused");
    expect(await db().queuedMail.count()).toBe(0);
  });

  it("that a server does not take now, or that reaches none, waits", async () => {
    await serve({ greylist: true });
    expect(await sendCode("robin@example.org", "123456")).toBe("waiting");
    overrideEnv({ smtpUrl: "smtp://127.0.0.1:1", mode: "production" });
    expect(await sendCode("robin@example.org", "123456")).toBe("waiting");
    expect(await db().queuedMail.count()).toBe(2);
  });

  it("waits when the operator's password is wrong: that is not the mail's fault", async () => {
    const { url } = await serve();
    overrideEnv({ smtpUrl: url.replace("//", "//portal:wrong@") });
    expect(await sendCode("robin@example.org", "123456")).toBe("waiting");
  });

  it("stays in the outbox in evaluation mode, newest first, and never in production", async () => {
    await sendCode("first@example.org", "111111");
    await sendCode("second@example.org", "222222");
    expect(
      listOutbox()
        .slice(0, 2)
        .map((mail) => mail.to),
    ).toEqual(["second@example.org", "first@example.org"]);
    const before = listOutbox().length;
    await serve();
    await sendCode("third@example.org", "333333");
    expect(listOutbox()).toHaveLength(before);
  });
});
