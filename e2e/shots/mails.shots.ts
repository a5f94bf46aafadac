import { enterAccount, test } from "../support/pictures";
import { databaseUrl, dataDir } from "../support/server";
import { db, type Transaction } from "@/lib/db/client";
import { mailAccountCode } from "@/lib/mail/mail-account-code";
import { mailCode } from "@/lib/mail/mail-code";
import { mailConnected } from "@/lib/mail/mail-connected";
import { mailIdentityLinked } from "@/lib/mail/mail-identity-linked";
import { mailKeyCode } from "@/lib/mail/mail-key-code";
import { mailNewSignIn } from "@/lib/mail/mail-new-sign-in";
import { mailNotice } from "@/lib/mail/mail-notice";
import { mailOffline } from "@/lib/mail/mail-offline";
import { mailPerks } from "@/lib/mail/mail-perks";
import { showMailPictures } from "@/lib/mail/mail-pictures";
import { openMail } from "@/lib/mail/mail-queue-store";
import { mailSetupLine } from "@/lib/mail/mail-setup-line";

const TO = "robin@example.org";
const NOTICES = [
  "passwordChanged",
  "secondFactorOn",
  "secondFactorOff",
  "secondFactorGuessed",
  "recoveryKeyUsed",
  "recoveryKeysMade",
  "passkeyAdded",
  "passkeyRemoved",
  "passkeyCopied",
  "emailChanged",
  "emailChangedOld",
  "emailInUse",
  "accountDeleted",
] as const;

type Send = (tx: Transaction) => Promise<unknown>;

/** @returns what a mail looks like, which nobody gets: what wrote it is undone */
async function write(send: Send): Promise<string> {
  let html = "";
  const undone = new Error("seen, and undone");
  await db()
    .$transaction(async (tx) => {
      await send(tx);
      const [mail] = await tx.queuedMail.findMany({ orderBy: { createdAt: "desc" }, take: 1 });
      html = (mail && openMail(mail)?.html) ?? "";
      throw undone;
    })
    .catch((error: unknown) => {
      if (error !== undone) throw error;
    });
  return html;
}

/** Every mail, by a name: composed here, by the portal's own code, since some come only after days. */
async function composeAll(portal: string): Promise<Map<string, string>> {
  Object.assign(process.env, { PORTAL_URL: portal, PORT: new URL(portal).port, DATABASE_URL: databaseUrl() });
  Object.assign(process.env, { DATA_DIR: dataDir(), ENV_FILE: "" });
  const at = new Date("2026-03-04T15:06:00Z");
  const until = new Date("2026-03-11T15:06:00Z");
  const printer = { publicId: "A".repeat(50), name: "Voron in the garage", lastSeenAt: at };
  const names = { app: "Print Pilot", printer: printer.name };
  const sends: [string, Send][] = [
    ["code", (tx) => mailCode(tx, TO, undefined, "483920")],
    ...(["reauthenticate", "delete", "email_old", "email_new"] as const).map((purpose): [string, Send] => [
      `code-${purpose.replace("_", "-")}`,
      (tx) => mailAccountCode(tx, TO, undefined, { code: "483920", purpose }),
    ]),
    ["key", (tx) => mailKeyCode(tx, TO, undefined, { code: "483920", keyName: "Print Pilot", ...names })],
    ["connected", (tx) => mailConnected(tx, TO, { ...names, printerUrl: `${portal}/view/x`, endsAt: null })],
    ["connected-until", (tx) => mailConnected(tx, TO, { ...names, printerUrl: `${portal}/view/x`, endsAt: until })],
    ["identity", (tx) => mailIdentityLinked(tx, TO, "GitHub")],
    ["new-sign-in", (tx) => mailNewSignIn(tx, TO, { device: "Safari on an iPad", address: "203.0.113.7", at })],
    ["offline", (tx) => mailOffline(tx, TO, [printer])],
    ["offline-several", (tx) => mailOffline(tx, TO, [printer, { ...printer, name: "Prusa at work" }])],
    ["setup-line", (tx) => mailSetupLine(tx, TO, undefined, `curl -fsSL ${portal}/connector.sh | sh`)],
    ...(["ending", "grace", "payment_failed", "paused", "back"] as const).map((kind): [string, Send] => [
      `perks-${kind.replace("_", "-")}`,
      (tx) => mailPerks(tx, TO, { kind, endsAt: at, until }),
    ]),
    ...NOTICES.map((notice): [string, Send] => [
      `notice-${notice}`,
      (tx) => mailNotice(tx, TO, notice, { left: 7, email: "robin.new@example.org" }),
    ]),
  ];
  const mails = new Map<string, string>();
  for (const [name, send] of sends) {
    mails.set(name, await write(send));
  }
  return mails;
}

test("pictures of every mail", async ({ camera }) => {
  const { page, portal, shot, visit } = camera;
  await enterAccount(camera, "robin.mails@example.org");
  await visit("94-mailbox", "/dev/mail");
  for (const [name, html] of await composeAll(portal)) {
    const body = await showMailPictures(html);
    await page.route(`${portal}/dev/mail/0`, (route) => route.fulfill({ contentType: "text/html", body }));
    await page.goto(`${portal}/dev/mail/0`);
    await shot(`95-mail-${name}`);
    await page.unroute(`${portal}/dev/mail/0`);
  }
});
