import { expect, it } from "vitest";
import { startSession } from "@/lib/accounts/account-store";
import { sweepKnownBrowsers } from "@/lib/accounts/known-browser-store";
import { tellOfNewBrowser } from "@/lib/accounts/tell-of-new-browser";
import { days, fromNow, moveClock } from "@/lib/clock";
import { db } from "@/lib/db/client";
import { randomToken } from "@/lib/random";
import { setUpDatabase } from "@/tests/support/database";
import { mailsTo } from "@/tests/support/mails";
import { someAccount } from "@/tests/support/world";

setUpDatabase();

const PHONE = { address: "203.0.113.7", device: "Safari on iPhone" };

/** An account that was not made just now. */
const madeBefore = (id: string) => db().user.update({ where: { id }, data: { createdAt: fromNow(-days(1)) } });

async function signIn(userId: string, secret: string): Promise<void> {
  await tellOfNewBrowser(await startSession(userId, PHONE, { recentAuth: true }), secret);
}

it("the first sign-up is no news, nor is the same browser again; another one is, with device and address", async () => {
  const { id, email } = await someAccount();
  const [phone, tablet] = [randomToken(43), randomToken(43)];
  await signIn(id, phone);
  await madeBefore(id);
  await signIn(id, phone);
  expect(await mailsTo(email)).toEqual([]);
  await signIn(id, tablet);
  await signIn(id, tablet);
  const [mail, ...others] = await mailsTo(email);
  expect(others).toEqual([]);
  expect(mail?.subject).toBe("New sign-in to OctoEverywhere");
  expect(mail?.text).toMatch(/Device: Safari on iPhone\nWhen: .* UTC\nInternet address: 203\.0\.113\.7\n/);
  expect(mail?.text).toContain("/account/security");
});

it("a browser that is known to one account is news to another", async () => {
  const [mine, yours] = [await someAccount(), await someAccount()];
  const shared = randomToken(43);
  for (const { id } of [mine, yours]) await madeBefore(id);
  await signIn(mine.id, shared);
  await signIn(yours.id, shared);
  expect(await mailsTo(yours.email)).toHaveLength(1);
});

it("a browser that keeps no cookies makes no storm, and what is forgotten there is forgotten here", async () => {
  const { id, email } = await someAccount();
  await madeBefore(id);
  for (let time = 0; time < 25; time++) await signIn(id, randomToken(43));
  expect(await mailsTo(email)).toHaveLength(20);
  moveClock(days(401));
  await sweepKnownBrowsers();
  moveClock(0);
  expect(await db().knownBrowser.count({ where: { userId: id } })).toBe(0);
});
