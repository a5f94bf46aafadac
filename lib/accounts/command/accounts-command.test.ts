import { expect, it } from "vitest";
import { startSession } from "@/lib/accounts/account-store";
import { parseAccountsCommand } from "@/lib/accounts/command/parse-accounts-command";
import { runAccountsCommand } from "@/lib/accounts/command/run-accounts-command";
import { now } from "@/lib/clock";
import { isHelp } from "@/lib/command-line";
import { db } from "@/lib/db/client";
import { setUpDatabase } from "@/tests/support/database";
import { mailsTo } from "@/tests/support/mails";
import { someAccount } from "@/tests/support/world";

setUpDatabase();

it("an operator lets in who lost authenticator and keys: devices are signed out, the owner is told", async () => {
  const user = await someAccount();
  await db().secondFactor.create({ data: { userId: user.id, sealed: "x", confirmedAt: now() } });
  await db().recoveryKey.create({ data: { userId: user.id, digest: `d${user.id}` } });
  await startSession(user.id, { address: "203.0.113.7", device: "Safari on iPhone" }, { recentAuth: true });
  const parsed = parseAccountsCommand(["remove-second-step", ` ${user.email.toUpperCase()}`]);
  if (!parsed.ok) throw new Error(parsed.error);
  if (isHelp(parsed.command)) throw new Error(parsed.command.text);
  expect(await runAccountsCommand(parsed.command)).toMatchObject({ ok: true });
  expect(
    (await db().secondFactor.count({ where: { userId: user.id } })) +
      (await db().recoveryKey.count({ where: { userId: user.id } })) +
      (await db().session.count({ where: { userId: user.id } })),
  ).toBe(0);
  expect((await mailsTo(user.email))[0]?.subject).toContain("Two-step verification is off");
  expect(await runAccountsCommand(parsed.command)).toEqual({ ok: false, error: "This account has no second step." });
});

it.each([
  [[]],
  [["remove"]],
  [["remove-second-step"]],
  [["remove-second-step", "nobody"]],
  [["remove-second-step", "a@example.org", "b"]],
])("refuses %j with the usage", (args) => {
  expect(parseAccountsCommand(args)).toMatchObject({ ok: false, error: expect.stringContaining("Usage:") });
});

it("says when there is no such account", async () => {
  expect(await runAccountsCommand({ verb: "remove-second-step", email: "nobody@example.org" })).toEqual({
    ok: false,
    error: "There is no account for this address.",
  });
});
