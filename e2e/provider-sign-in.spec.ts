import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Page } from "@playwright/test";
import { atStep, signIn, startUrl } from "./support/journey";
import { fine } from "./support/look";
import { expect, test as base } from "./support/test";
import { startTestOidc, type TestOidc } from "@/tests/support/oidc";
import { freePort, startTestPortal } from "@/tests/support/portal";

/** A portal of its own, at which somebody can sign in at an identity provider, and that provider. */
type Place = { home: string; oidc: TestOidc };

const test = base.extend<object, { place: Place }>({
  place: [
    async ({}, provide) => {
      const port = await freePort();
      const home = `http://localhost:${port}`;
      const oidc = await startTestOidc(home);
      const portal = await startTestPortal({
        PORT: String(port),
        ...oidc.settings,
        APPLE_CLIENT_ID: "apple-id",
        APPLE_CLIENT_SECRET: "apple-secret",
      });
      await provide({ home, oidc });
      await portal.stop();
      await oidc.stop();
    },
    { scope: "worker" },
  ],
  portal: async ({ place }, provide) => provide(place.home),
});

const newPerson = ({ oidc }: Place, email: string) => {
  const name = email.replace(/@.*/, "");
  oidc.people.set(name, { email, email_verified: true });
  return name;
};

const beginJourney = async (page: Page, { home }: Place) => {
  await page.goto(startUrl(home));
  await page.getByRole("button", { name: "Get started" }).click();
  await atStep(page, "account");
};

const continueThere = (page: Page) => page.getByRole("button", { name: "Continue with Home Login" }).click();

const logIn = async (page: Page, name: string) => {
  await expect(page.getByRole("heading", { name: "Home Login" })).toBeVisible();
  await page.getByLabel("Person").fill(name);
  await page.getByRole("button", { name: "Log in" }).click();
};

test(
  "a new person goes through an identity provider to the next step, and is known there the next time",
  { tag: "@first" },
  async ({ page, place, email, browser }) => {
    const name = newPerson(place, email);
    await beginJourney(page, place);
    await fine(page, "account");
    await continueThere(page);
    await logIn(page, name);
    await atStep(page, "printer");

    const context = await browser.newContext();
    const other = await context.newPage();
    await beginJourney(other, place);
    await continueThere(other);
    await logIn(other, name);
    await atStep(other, "printer");
    // And where that provider still knows the browser, one tap does it.
    await other.goto(startUrl(place.home));
    await other.getByRole("button", { name: "Use another account" }).click();
    await continueThere(other);
    await atStep(other, "printer");
    await context.close();
  },
);

test("an address that has an account here is linked to nothing until its owner does it, then it signs in", async ({
  page,
  place,
  email,
  browser,
}) => {
  const name = newPerson(place, email);
  await beginJourney(page, place);
  await signIn(page, place.home, email);

  const context = await browser.newContext();
  const other = await context.newPage();
  await beginJourney(other, place);
  await continueThere(other);
  await logIn(other, name);
  await atStep(other, "account");
  await expect(other.getByRole("alert").first()).toContainText("already have an account");

  await page.goto(`${place.home}/account/security`);
  await page.getByRole("button", { name: "Add Home Login" }).click();
  await logIn(page, name);
  await atStep(page, "account-security");
  await expect(page.getByRole("status")).toContainText("You can now sign in with it");
  await fine(page, "account-security");
  await page.goto(`${place.home}/account/activity`);
  await expect(page.locator("main")).toContainText("You added another way to sign in");

  await continueThere(other);
  await atStep(other, "printer");
  await page.goto(`${place.home}/account/security`);
  await page.getByRole("button", { name: "Remove Home Login" }).click();
  await expect(page.getByRole("button", { name: "Add Home Login" })).toBeVisible();
  await other.goto(`${place.home}/account`);
  await expect(other.getByRole("heading", { name: "Sign in to see your account" })).toBeVisible();
  await context.close();
});

test("who says no there is back at the account step, and can go on by mail", async ({ page, place, email }) => {
  await beginJourney(page, place);
  await continueThere(page);
  await page.getByRole("button", { name: "Cancel" }).click();
  await atStep(page, "account");
  await expect(page.getByRole("alert").first()).toContainText("You weren’t signed in there");
  await signIn(page, place.home, email);
  await atStep(page, "printer");
});

test("it works without JavaScript", async ({ browser, place, email }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await beginJourney(page, place);
  await continueThere(page);
  await logIn(page, newPerson(place, email));
  await atStep(page, "printer");
  await context.close();
});

test("an answer that is posted from another site, as Apple's is, finds this browser's cookies all the same", async ({
  page,
  place,
}) => {
  await beginJourney(page, place);
  // The way to Apple is begun, and not gone: whether there is an answer from there does not matter.
  const asked = page.waitForRequest(/appleid\.apple\.com\/auth\/authorize/);
  await page.getByRole("button", { name: "Continue with Apple" }).click();
  await asked;
  const elsewhere = createServer((_, response) =>
    response
      .writeHead(200, { "Content-Type": "text/html" })
      .end(
        `<form method="post" action="${place.home}/api/auth/callback/apple">` +
          `<input name="code" value="c"><input name="state" value="another"><button>Back</button></form>`,
      ),
  );
  await new Promise<void>((resolve) => elsewhere.listen(0, "127.0.0.1", resolve));
  const back = await page.context().newPage();
  await back.goto(`http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/`);
  await back.getByRole("button", { name: "Back" }).click();
  // Its state is wrong, which only the browser that went there can be told: without its cookies the journey would not
  // be known.
  await atStep(back, "account");
  await expect(back.getByRole("alert").first()).toContainText("That didn’t work");
  elsewhere.close();
});
