import { beforeEach, describe, expect, it } from "vitest";
import { getAccount, startSession, type Account } from "@/lib/accounts/account-store";
import { beginSecondFactor } from "@/lib/accounts/second-factor/second-factor-store";
import { sendAccountCode } from "@/lib/accounts/send-account-code";
import { sendSignInCode } from "@/lib/accounts/send-sign-in-code";
import { writeAuditLog } from "@/lib/audit-log/audit-log-store";
import { now } from "@/lib/clock";
import { authenticateToken } from "@/lib/connections/authenticate-connection";
import { mintConnection } from "@/lib/connections/mint-connection";
import { db } from "@/lib/db/client";
import { digest } from "@/lib/digest";
import { exportAccount } from "@/lib/endings/account-export-store";
import { beginEmailChange } from "@/lib/endings/change-email";
import { deleteAccount } from "@/lib/endings/delete-account";
import { createJourney, updateJourney } from "@/lib/journey/journey-store";
import { listOutbox } from "@/lib/mail/outbox";
import { setUpDatabase } from "@/tests/support/database";
import { mailsTo } from "@/tests/support/mails";
import { someAccount, someApp, somePrinter } from "@/tests/support/world";

const ADDRESS = "198.51.100.23";
const BROWSER = { address: ADDRESS, device: "Firefox on Fairphone" };

/** Tables with a row that holds a text, whatever the column: the database's own dump of each row is searched. */
async function tablesThatHold(text: string): Promise<string[]> {
  const tables = await db().$queryRawUnsafe<{ name: string }[]>(
    "SELECT table_name AS name FROM information_schema.tables " +
      "WHERE table_schema = 'public' AND table_type = 'BASE TABLE'",
  );
  const holding = [];
  for (const { name } of tables) {
    const [found] = await db().$queryRawUnsafe<{ n: bigint }[]>(
      `SELECT count(*) AS n FROM "${name}" r WHERE position(lower($1) in lower(r::text)) > 0`,
      text,
    );
    if (found && found.n > 0) holding.push(name);
  }
  return holding.sort();
}

/** An account with a name, a device, a printer and an app that reaches it. */
async function makeAccount() {
  const user = await someAccount();
  await db().user.update({ where: { id: user.id }, data: { name: `Zacharias ${user.id}` } });
  const account = (await getAccount(user.id)) as Account;
  const token = await startSession(user.id, BROWSER, { recentAuth: true });
  const sessionId = await sessionIdOf(token);
  const app = await someApp();
  await db().appTester.create({ data: { appId: app.id, email: account.email } });
  const printerId = (await somePrinter({ ownerId: user.id, name: `Voron of ${user.id}` })).printer.id;
  const journeyId = await createJourney("browser", { goal: "app", appId: app.id, userId: user.id });
  await updateJourney(journeyId, { email: account.email, draft: { email: account.email } });
  const minted = await mintConnection({
    journeyId,
    userId: user.id,
    appId: app.id,
    printerId,
    address: ADDRESS,
  });
  if (!minted.ok) throw new Error(minted.error);
  const { appApiToken: appToken } = minted;
  expect(await authenticateToken(appToken, ADDRESS)).toMatchObject({ ok: true });
  await db().printer.update({ where: { id: printerId }, data: { networkAddress: ADDRESS, lanIp: "192.168.77.31" } });
  await db().consent.updateMany({
    where: { userId: user.id },
    data: { keyName: "Key of the app", keyUser: `octo ${user.id}` },
  });
  return { account, token, sessionId, printerId, appToken };
}

const sessionIdOf = async (token: string) =>
  (await db().session.findUniqueOrThrow({ where: { sessionToken: digest(token) } })).id;

/** Whatever else of signing in can hold the address or belong to the person. */
async function leaveSignIns({ id: userId, email }: Account, sessionId: string): Promise<void> {
  await db().journey.create({
    data: { id: `typed-${userId}`, browserDigest: "x", goal: "app", draft: { email: ` ${email.toUpperCase()} ` } },
  });
  const stranger = await createJourney("another browser", { goal: "app" });
  await sendSignInCode({ journeyId: stranger, email, address: ADDRESS });
  const pending = await createJourney("a third browser", { goal: "app" });
  await db().journey.update({
    where: { id: pending },
    data: { mfaPendingUserId: userId, mfaPendingSince: now() },
  });
  await beginSecondFactor(userId, sessionId);
  await db().recoveryKey.create({ data: { userId, digest: digest(email) } });
  await db().linkedIdentity.create({ data: { userId, provider: "github", subject: `subject-${userId}` } });
  await writeAuditLog({ userId, kind: "signed_in", address: ADDRESS, detail: "code" });
}

/** What a supporter leaves behind. */
async function leavePayments(userId: string): Promise<void> {
  await db().payer.create({ data: { userId, customerId: `sandbox_${userId}` } });
  await db().checkout.create({
    data: { id: `checkout-${userId}`, userId, back: "/account/supporter", interval: "month" },
  });
  await db().perksNotice.create({ data: { userId, kind: "ending", endsAt: now() } });
  await db().subscription.create({
    data: {
      id: `sandbox_sub_${userId}`,
      customerId: `sandbox_${userId}`,
      userId,
      status: "canceled",
      currentPeriodStart: now(),
      currentPeriodEnd: now(),
      asOf: now(),
    },
  });
}

/** A change of address that is under way, and somebody else's to the address of this account. */
async function leaveEmailChanges(account: Account, sessionId: string): Promise<void> {
  await beginEmailChange(account, { sessionId, address: ADDRESS }, `new-${account.id}@example.org`);
  const neighbour = await someAccount();
  const theirs = await startSession(neighbour.id, BROWSER, { recentAuth: true });
  await db().oneTimeCode.create({
    data: {
      sessionId: await sessionIdOf(theirs),
      purpose: "email_new",
      email: account.email,
      codeDigest: "x",
      expiresAt: now(),
    },
  });
}

describe("deleting an account", () => {
  setUpDatabase();
  let account: Account;
  let token: string;
  let sessionId: string;
  let printerId: string;
  let appToken: string;
  const code = () =>
    /^\d{6}/.exec(
      listOutbox().find((mail) => mail.to === account.email && mail.subject.includes("deletes"))?.subject ?? "",
    )?.[0] ?? "";
  const remove = (typed: string) => deleteAccount(account, { sessionId, code: typed, address: ADDRESS });

  beforeEach(async () => {
    ({ account, token, sessionId, printerId, appToken } = await makeAccount());
    await leaveSignIns(account, sessionId);
    await leavePayments(account.id);
    await leaveEmailChanges(account, sessionId);
    const { id: userId, email } = account;
    await sendAccountCode({ sessionId, purpose: "delete", userId, email, address: ADDRESS });
  });

  it("takes a fresh code; a wrong one deletes nothing", async () => {
    expect(await remove(String((Number(code()) + 1) % 1_000_000).padStart(6, "0"))).toEqual({
      ok: false,
      error: "code_wrong",
    });
    expect(await authenticateToken(appToken)).toMatchObject({ ok: true });
    expect(await getAccount(account.id)).toBeDefined();
  });

  it("leaves the address, the name and the sign-in in no table at all", async () => {
    expect(await tablesThatHold(account.email)).toEqual(["AppTester", "Journey", "OneTimeCode", "User"]);
    expect(await remove(code())).toEqual({ ok: true });
    expect(await tablesThatHold(account.email)).toEqual([]);
    expect(await tablesThatHold(`Zacharias ${account.id}`)).toEqual([]);
    expect(await tablesThatHold(digest(token))).toEqual([]);
    expect(await tablesThatHold(`subject-${account.id}`)).toEqual([]);
    // Where they were: of this account's rows none tells it any more.
    expect(await db().auditLogEntry.count({ where: { userId: account.id, address: { not: null } } })).toBe(0);
    expect(await db().printer.findUniqueOrThrow({ where: { id: printerId } })).toMatchObject({
      networkAddress: null,
      lanIp: null,
    });
    expect(await db().appConnection.count({ where: { printerId, lastUsedFrom: { not: null } } })).toBe(0);
    expect(await tablesThatHold(`octo ${account.id}`)).toEqual([]);
    // Ids that mean nobody any more stay where the law wants to know that something was.
    expect(await tablesThatHold(account.id)).toEqual(["AuditLogEntry", "Subscription"]);
  });

  it("ends every connection with 604 at once, lets the printers go, and says goodbye", async () => {
    await remove(code());
    expect(await authenticateToken(appToken)).toEqual({ ok: false, status: 604 });
    expect(await db().printer.findUniqueOrThrow({ where: { id: printerId } })).toMatchObject({
      ownerId: null,
      name: null,
      claimedAt: null,
    });
    const kept = (await db().auditLogEntry.findMany({ where: { userId: account.id } }))
      .map((entry) => entry.kind)
      .sort();
    expect(kept).toEqual(["account_deleted", "consented", "key_left", "minted"]);
    expect((await mailsTo(account.email))[0]?.subject).toBe("Your OctoEverywhere account is deleted");
  });

  it("happens once, also when ten posts come at once, and the address may begin anew", async () => {
    const typed = code();
    const answers = await Promise.all(Array.from({ length: 10 }, () => remove(typed)));
    expect(answers.filter((answer) => answer.ok)).toHaveLength(1);
    const journeyId = await createJourney("browser", { goal: "app" });
    expect(await sendSignInCode({ journeyId, email: account.email, address: "203.0.113.99" })).toMatchObject({
      ok: true,
    });
  });

  it("is possible after a look at everything that is kept, which holds no secret and nobody else's data", async () => {
    const text = JSON.stringify(await exportAccount(account.id));
    for (const known of [
      account.email,
      `Zacharias ${account.id}`,
      `Voron of ${account.id}`,
      "Firefox on Fairphone",
      "Some App",
      ADDRESS,
      `sandbox_${account.id}`,
    ])
      expect(text).toContain(known);
    const user = await db().user.findUniqueOrThrow({
      where: { id: account.id },
      include: { sessions: true, secondFactor: true, connections: true, recoveryKeys: true },
    });
    const [connection] = user.connections;
    const secrets = [
      user.sessions[0]?.sessionToken,
      user.secondFactor?.sealed,
      connection?.tokenDigest,
      connection?.labelDigest,
      connection?.bearerDigest,
      user.recoveryKeys[0]?.digest,
    ];
    for (const secret of secrets) expect(text).not.toContain(secret ?? "missing");
    for (const { email } of await db().user.findMany({ where: { id: { not: account.id } } }))
      expect(text).not.toContain(email);
  });
});
