import type { APIRequestContext, Page } from "@playwright/test";
import { onDatabase } from "./support/database";
import { atStep, completion, reachConsent, startUrl } from "./support/journey";
import { expect, test } from "./support/test";
import { actionPaths } from "@/lib/journey/act/actions";
import { STEPS } from "@/lib/journey/read/next-step";

const form = async (page: Page) => {
  const action = await page
    .locator("form", { has: page.getByRole("button", { name: "Authorize" }) })
    .getAttribute("action");
  const printer = await page.getByRole("radio", { checked: true }).getAttribute("value");
  return { action: action ?? "", data: { printer: printer ?? "", lifetime: "none" } };
};
const post = (request: APIRequestContext, portal: string, path: string, data: Record<string, string>) =>
  request.post(`${portal}${path}`, { form: data, headers: { Origin: portal }, maxRedirects: 0 });
const info = (portal: string, token = "") =>
  fetch(`${portal}/api/appconnection/info`, { headers: { AppToken: token } }).then((answer) => answer.status);

test("50 parallel Authorize posts mint three siblings; after the first use of one the others answer 604", async ({
  page,
  portal,
  email,
  printer,
}) => {
  await reachConsent(page, portal, email, printer);
  const { action, data } = await form(page);
  const answers = await Promise.all(Array.from({ length: 50 }, () => post(page.request, portal, action, data)));
  expect(answers.every((answer) => answer.status() === 303)).toBe(true);
  const locations = answers.map((answer) => answer.headers().location ?? "");
  const minted = locations.filter((location) => location.includes("success=true")).map(completion);
  expect(minted.length).toBe(3);
  expect(new Set(minted.map((values) => values.appApiToken)).size).toBe(3);
  expect(locations.filter((location) => location.includes("/done?")).length).toBe(47);
  const [first, ...others] = minted;
  expect(await info(portal, first?.appApiToken)).toBe(200);
  for (const other of others) expect(await info(portal, other.appApiToken)).toBe(604);
  expect(await info(portal, first?.appApiToken)).toBe(200);
});

test("after two minutes the same consent mints nothing and lands on done", async ({ page, portal, email, printer }) => {
  await reachConsent(page, portal, email, printer);
  const { action, data } = await form(page);
  const session = new URL(page.url()).searchParams.get("session") ?? "";
  completion((await post(page.request, portal, action, data)).headers().location ?? "");
  await onDatabase(`UPDATE "Consent" SET "createdAt" = now() - interval '121 seconds' WHERE "journeyId" = $1`, [
    session,
  ]);
  expect((await post(page.request, portal, action, data)).headers().location).toContain("/done?");
  // "Return to <app>" then tells the app of no failure: the connection exists.
  await page.goto(`${portal}/appportal/v1/done?session=${session}`);
  await page.getByRole("button", { name: /Return to/ }).click();
  await expect(page.locator("main")).toContainText("Open the app");
  expect(
    await onDatabase(
      `SELECT 1 FROM "AppConnection" c JOIN "Consent" s ON s.id = c."consentId" WHERE s."journeyId" = $1`,
      [session],
    ),
  ).toHaveLength(1);
});

test("somebody else's printer cannot be authorized, whatever the form says", async ({
  page,
  portal,
  email,
  printer,
  browser,
}) => {
  await reachConsent(page, portal, email, printer);
  const mine = await form(page);
  const context = await browser.newContext();
  try {
    const other = await context.newPage();
    await other.goto(startUrl(portal));
    const rows = await onDatabase<{ id: string }>(
      `SELECT id FROM "Printer" WHERE "ownerId" IS NOT NULL AND id <> $1 LIMIT 1`,
      [mine.data.printer],
    );
    for (const foreign of [rows[0]?.id ?? "none", "", "x".repeat(500)]) {
      const answer = await post(page.request, portal, mine.action, { ...mine.data, printer: foreign });
      expect(answer.headers().location).toContain("error=printer_not_chosen");
    }
    const stolen = await post(context.request, portal, mine.action, mine.data);
    expect(stolen.headers().location).toContain("/ended?");
  } finally {
    await context.close();
  }
});

test("a random walk over steps and actions mints only with account, printer, perks and consent", async ({
  page,
  portal,
  email,
  printer,
}) => {
  // What ends the walk is left out.
  const paths = actionPaths().filter((name) => !/decline|deny|provider/.test(name));
  await page.goto(startUrl(portal));
  await page.getByRole("button", { name: "Get started" }).click();
  await atStep(page, "account");
  const session = new URL(page.url()).searchParams.get("session") ?? "";
  let seed = 20_261_124;
  const random = (below: number) => (seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648) % below;
  const walk = async (moves: number) => {
    for (let move = 0; move < moves; move++) {
      const path = random(4) ? `/appportal/v1/${paths[random(paths.length)]}?session=${session}` : undefined;
      const answer = path
        ? await post(page.request, portal, path, { email, code: "BCDFGHJK", name: "x", printer: "x", password: "x" })
        : await page.request.get(`${portal}/appportal/v1/${STEPS[random(STEPS.length)]}?session=${session}`);
      expect(answer.status(), path).toBeLessThan(500);
      expect(answer.headers().location ?? "").not.toContain("success=true");
    }
  };
  await walk(120);
  expect(await onDatabase(`SELECT 1 FROM "Consent" WHERE "journeyId" = $1`, [session])).toHaveLength(0);
  await reachConsent(page, portal, `w${email}`, printer);
  await onDatabase(
    `UPDATE "Entitlement" SET "revokedAt" = now() WHERE "userId" = (SELECT id FROM "User" WHERE email = $1)`,
    [`w${email}`],
  );
  const { action, data } = await form(page);
  expect((await post(page.request, portal, action, data)).headers().location).toContain("/supporter?");
});

test("what consent says", async ({ page, portal, email, printer }) => {
  await reachConsent(page, portal, email, printer, { returnUrl: "http://localhost:9/back" });
  const text = (await page.locator("main").innerText()).replaceAll(email, "EMAIL").replace(/\n+/g, "\n");
  expect(text).toContain("Signed in as EMAIL");
  expect(text).toContain("Full control: files, prints, heaters, camera");
  expect(text).toContain("You’ll be sent to localhost:9");
  expect(text).toMatch(/You can revoke it any time/);
});
