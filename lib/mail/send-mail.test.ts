import { afterEach, describe, expect, it } from "vitest";
import { overrideEnv } from "@/lib/env";
import { mailCode } from "@/lib/mail/mail-code";
import { mailConnected } from "@/lib/mail/mail-connected";
import { listOutbox } from "@/lib/mail/outbox";
import { setUpDatabase } from "@/tests/support/database";
import { mailServer } from "@/tests/support/mail-server";

setUpDatabase();

describe("mail", () => {
  let close: (() => Promise<void>) | undefined;
  afterEach(async () => {
    overrideEnv({ smtpUrl: undefined, mode: "evaluation" });
    await close?.();
    close = undefined;
  });
  const serve = async (refuse?: boolean) => {
    const server = await mailServer({ refuse: refuse ?? false });
    close = server.close;
    overrideEnv({ smtpUrl: server.url, mode: "production", mailFrom: "Portal <no-reply@portal.example>" });
    return server;
  };

  it("goes to the mail server as text and HTML, with the code in the subject and no other number like it", async () => {
    const { mails } = await serve();
    expect(await mailCode("robin@example.org", "012345")).toEqual({ ok: true });
    const [mail] = mails;
    expect(mail?.subject).toBe("012345 is your OctoEverywhere code");
    expect(mail?.from?.text).toContain("no-reply@portal.example");
    for (const body of [mail?.text ?? "", String(mail?.html)])
      expect(new Set(body.match(/\d{6,8}/g))).toEqual(new Set(["012345"]));
    expect(String(mail?.html)).not.toMatch(/<a |<script|src="(?!http:\/\/localhost:3000\/mail-thread-laid\.png")/);
  });

  it("names app and printer to the owner, whatever they are called, and breaks no header", async () => {
    const { mails } = await serve();
    await mailConnected("robin@example.org", {
      app: "Evil\r\nBcc: all@example.org",
      printer: "<script>alert(1)</script>",
      printerUrl: "https://portal.example/view/x",
      endsAt: null,
    });
    expect(mails).toHaveLength(1);
    expect(mails[0]?.bcc).toBeUndefined();
    expect(mails[0]?.subject).toBe("Evil Bcc: all@example.org can now use <script>alert(1)</script>");
    expect(String(mails[0]?.html)).not.toContain("<script>");
    expect(mails[0]?.text).toContain("https://portal.example/view/x");
  });

  it("that a server refuses is a fault with a sentence, not an exception", async () => {
    await serve(true);
    expect(await mailCode("nobody@example.org", "123456")).toEqual({ ok: false, error: "mail_failed" });
  });

  it("without a mail server in reach is the same", async () => {
    overrideEnv({ smtpUrl: "smtp://127.0.0.1:1", mode: "production" });
    expect(await mailCode("robin@example.org", "123456")).toEqual({ ok: false, error: "mail_failed" });
  });

  it("stays in the outbox in evaluation mode, newest first, and never in production", async () => {
    await mailCode("first@example.org", "111111");
    await mailCode("second@example.org", "222222");
    expect(
      listOutbox()
        .slice(0, 2)
        .map((mail) => mail.to),
    ).toEqual(["second@example.org", "first@example.org"]);
    const before = listOutbox().length;
    await serve();
    await mailCode("third@example.org", "333333");
    expect(listOutbox()).toHaveLength(before);
  });
});
