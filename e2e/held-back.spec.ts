import { createHash, randomInt } from "node:crypto";
import type { Page } from "@playwright/test";
import { onDatabase } from "./support/database";
import { atStep, startUrl } from "./support/journey";
import { mailedCode } from "./support/mail";
import { expect, test } from "./support/test";

const rowOf = (limit: string, subject: string) =>
  `${limit}:${createHash("sha256").update(subject).digest("hex").slice(0, 32)}`;

/** Many people behind this browser's address have had codes sent within the hour. @returns the address */
async function comeFromCrowd(page: Page, sent: number): Promise<string> {
  const address = `198.51.${randomInt(256)}.${randomInt(1, 255)}`;
  await page.setExtraHTTPHeaders({ "X-Forwarded-For": address });
  await onDatabase(
    `INSERT INTO "RateLimit" (key, points, expire) VALUES ($1, $2, (now() AT TIME ZONE 'UTC') + interval '50 minutes')`,
    [rowOf("codesSentPerAddress", address), sent],
  );
  return address;
}

const sendCode = async (page: Page, portal: string, email: string) => {
  await page.goto(startUrl(portal));
  await page.getByRole("button", { name: "Get started" }).click();
  await page.getByLabel("Email").fill(email);
  await page.getByRole("button", { name: "Send code" }).click();
};

test("a person in a crowd behind one address gets their code, and is told why it takes seconds", async ({
  page,
  portal,
  email,
}) => {
  await comeFromCrowd(page, 2000);
  await sendCode(page, portal, email);
  await expect(page.getByText("This takes a few seconds.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Checking…" })).toBeDisabled();
  await atStep(page, "verify");
  await page.getByLabel("Code", { exact: true }).fill(await mailedCode(portal, email));
  await atStep(page, "printer");
});

test.describe("without scripts", () => {
  test.use({ javaScriptEnabled: false });

  test("the wait is seconds, and then the code comes", async ({ page, portal, email }) => {
    const address = await comeFromCrowd(page, 2000);
    await sendCode(page, portal, `first-${email}`);
    await atStep(page, "verify");
    await page.context().clearCookies();
    await sendCode(page, portal, email);
    await expect(page.getByText(/Try again in \d\d? seconds?\./)).toBeVisible();
    const network = address.replace(/\d+$/, "0/24");
    await onDatabase(`DELETE FROM "RateLimit" WHERE key = $1`, [rowOf("codesSentPerAddressUnproven", network)]);
    await page.getByRole("button", { name: "Send code" }).click();
    await atStep(page, "verify");
    expect(await mailedCode(portal, email)).toMatch(/^\d{6}$/);
  });
});
