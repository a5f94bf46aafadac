import { afterEach, describe, expect, it } from "vitest";
import { days, fromNow, moveClock, now } from "@/lib/clock";
import { isHelp } from "@/lib/command-line";
import { db } from "@/lib/db/client";
import { env, overrideEnv } from "@/lib/env";
import { claimCheckout } from "@/lib/supporters/checkout/checkout-store";
import { parseSupportersCommand } from "@/lib/supporters/command/parse-supporters-command";
import { runSupportersCommand } from "@/lib/supporters/command/run-supporters-command";
import { isSupporter } from "@/lib/supporters/perks-store";
import { paySandbox } from "@/lib/supporters/sandbox/sandbox-store";
import { answerStripeEvent } from "@/lib/supporters/stripe/answer-stripe-event";
import { delivery, subscriptionEvent, withStripe } from "@/lib/supporters/stripe/test-events";
import { setUpDatabase } from "@/tests/support/database";
import { someAccount } from "@/tests/support/world";

const date = (time: Date) => time.toISOString().slice(0, 10);

describe("npm run supporters", () => {
  setUpDatabase();
  afterEach(() => {
    moveClock(0);
    overrideEnv({ payments: { ...env().payments, stripe: undefined } });
  });

  const run = async (...args: string[]) => {
    const parsed = parseSupportersCommand(args);
    if (!parsed.ok) throw new Error(parsed.error);
    if (isHelp(parsed.command)) throw new Error(parsed.command.text);
    const done = await runSupportersCommand(parsed.command);
    return done.ok ? done.text : `refused: ${done.error}`;
  };
  const nobody = () => someAccount({ supporter: false });

  it.each<[string, string[]]>([
    ["no command", []],
    ["an unknown command", ["give"]],
    ["no address", ["grant"]],
    ["a broken address", ["revoke", "somebody"]],
    ["no end", ["grant", "a@example.org"]],
    ["two ends", ["grant", "a@example.org", "--days", "3", "--until", "2999-01-01"]],
    ["zero days", ["grant", "a@example.org", "--days", "0"]],
    ["half a day", ["grant", "a@example.org", "--days", "1.5"]],
    ["days in words", ["grant", "a@example.org", "--days", "ten"]],
    ["too many days", ["grant", "a@example.org", "--days", "36501"]],
    ["a day that never is", ["grant", "a@example.org", "--until", "2999-02-30"]],
    ["a day in words", ["grant", "a@example.org", "--until", "tomorrow"]],
    ["a day that is over", ["grant", "a@example.org", "--until", "2020-01-01"]],
    ["an end where there is none", ["revoke", "a@example.org", "--days", "3"]],
    ["an unknown option", ["list", "--all"]],
    ["an address too many", ["show", "a@example.org", "b@example.org"]],
    ["a list of somebody", ["list", "a@example.org"]],
    ["a reason that is a book", ["grant", "a@example.org", "--days", "3", "--reason", "x".repeat(201)]],
  ])("refuses %s with a sentence and the usage", (_, args) => {
    const parsed = parseSupportersCommand(args);
    expect(parsed).toMatchObject({ ok: false });
    expect(!parsed.ok && parsed.error).toMatch(/^[^\n]+\n\nUsage:/);
  });

  it("grants perks for some days, and until the end of a day, and keeps the reason", async () => {
    const [one, other] = [await nobody(), await nobody()];
    expect(await run("grant", one.email.toUpperCase(), "--days", "30", "--reason", "prize")).toBe(
      `${one.email} has Supporter Perks until ${date(fromNow(days(30)))}.\n`,
    );
    const until = date(fromNow(days(5)));
    expect(await run("grant", other.email, "--until", until)).toBe(
      `${other.email} has Supporter Perks until ${until}.\n`,
    );
    expect(await db().entitlement.findFirst({ where: { userId: one.id } })).toMatchObject({
      source: "grant",
      reason: "prize",
      renews: false,
    });
    expect(await isSupporter(other.id)).toBe(true);
    expect((await db().auditLogEntry.findMany({ where: { userId: one.id } })).map(({ kind }) => kind)).toEqual([
      "perks_granted",
    ]);
  });

  it("keeps a grant for an address until there is an account, and shows nothing of an account before", async () => {
    expect(await run("grant", "stranger@example.org", "--until", "2099-01-31")).toBe(
      "stranger@example.org is invited, and has Supporter Perks until 2099-01-31 once there is an account.\n",
    );
    expect(await run("show", "stranger@example.org")).toBe(
      "refused: There is no account for stranger@example.org. The person makes one by signing in once.",
    );
  });

  it("takes what was granted back, and says so when nothing was", async () => {
    const user = await nobody();
    await run("grant", user.email, "--days", "30");
    expect(await run("revoke", user.email)).toBe(`What was granted to ${user.email} was taken back.\n`);
    expect(await isSupporter(user.id)).toBe(false);
    expect((await db().user.findUniqueOrThrow({ where: { id: user.id } })).suspendedAt).not.toBeNull();
    expect(await run("revoke", user.email)).toBe(`Nothing was granted to ${user.email}.\n`);
    await run("grant", user.email, "--days", "30");
    expect((await db().user.findUniqueOrThrow({ where: { id: user.id } })).suspendedAt).toBeNull();
  });

  it("takes back what was paid for in the sandbox, but never what was paid for with money", async () => {
    const [player, payer] = [await nobody(), await nobody()];
    const { current } = (await claimCheckout({
      userId: player.id,
      interval: "month",
      back: "/account/supporter",
      journeyId: null,
    }))!;
    expect(await paySandbox(current)).toBe(true);
    expect(await paySandbox(current)).toBe(false);
    expect(await run("revoke", player.email)).toBe(`What was granted to ${player.email} was taken back.\n`);
    expect(await isSupporter(player.id)).toBe(false);
    withStripe();
    await answerStripeEvent(
      delivery(
        subscriptionEvent(
          "created",
          { subscriptionId: "sub_paid", customerId: "cus_paid", userId: payer.id },
          { at: now() },
        ),
      ),
    );
    expect(await run("revoke", payer.email)).toBe(
      `Nothing was granted to ${payer.email}. A subscription that is paid for goes on: cancel it at ` +
        `the payment provider.\n`,
    );
    expect(await isSupporter(payer.id)).toBe(true);
  });

  it("shows the perks of an account, and lists who has perks", async () => {
    const [one, ended, none] = [await nobody(), await nobody(), await nobody()];
    await run("grant", one.email, "--days", "90", "--reason", "maker of an app");
    await run("grant", ended.email, "--days", "1");
    const [today, end] = [date(now()), date(fromNow(days(90)))];
    moveClock(days(2));
    expect(await run("show", none.email)).toBe(`${none.email} never had Supporter Perks.\n`);
    expect(await run("show", one.email)).toBe(
      `${one.email} has Supporter Perks until ${end}.\n  grant     ${today} to ${end}  maker of an app\n`,
    );
    expect(await run("show", ended.email)).toMatch(/ had Supporter Perks until \S+; apps work until \S+\.\n/);
    expect(await run("list")).toContain(`${ended.email}  grant`);
    moveClock(days(5));
    expect(await run("show", ended.email)).toMatch(/ had Supporter Perks until \S+\.\n/);
    const listed = await run("list");
    expect(listed).toContain(`${one.email}  grant     ${today} to ${end}  maker of an app\n`);
    expect(listed).not.toContain(ended.email);
  });
});
