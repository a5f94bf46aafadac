import type { Page } from "@playwright/test";
import { atStep, completion, startUrl } from "./journey";

/** Where a journey of an app without a place of its own ends. */
export const COMPLETE = /\/appportal\/v1\/complete\?/;
/** What the App API answers with what an app got. */
export const info = (portal: string, values: Record<string, string>) =>
  fetch(`${portal}/api/appconnection/info`, { headers: { AppToken: values.appApiToken ?? "" } }).then(
    ({ status }) => status,
  );

/** @returns what the app gets */
export const authorize = async (page: Page) => {
  await page.getByRole("button", { name: "Authorize" }).click();
  await page.waitForURL(COMPLETE);
  return completion(page.url());
};

/** A returning person, from the app's link to consent. */
export const toConsent = async (page: Page, portal: string, query: Record<string, string> = {}) => {
  await page.goto(startUrl(portal, query));
  await page.getByRole("button", { name: "Continue" }).click();
  await atStep(page, "authorize");
};

export const replace = (page: Page) =>
  page.getByRole("checkbox", { name: "Disconnect Dev Test from this printer everywhere else" });
