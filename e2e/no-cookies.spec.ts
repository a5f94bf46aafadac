import { COMPLETE } from "./support/consent";
import { startCookielessProxy } from "./support/cookieless-proxy";
import { startUrl } from "./support/journey";
import { expect, test } from "./support/test";

for (const javaScriptEnabled of [true, false])
  test(`blocked cookies are said at once, with a way back to the app (scripts: ${javaScriptEnabled})`, async ({
    browser,
    portal,
  }) => {
    const proxy = await startCookielessProxy();
    const context = await browser.newContext({ proxy: { server: proxy.server }, javaScriptEnabled });
    const page = await context.newPage();
    const returnUrl = `${portal}/appportal/v1/complete`;
    await page.goto(startUrl(portal, { returnUrl }));
    for (const time of ["first", "again"]) {
      if (time === "again") await page.getByRole("link", { name: "Start again" }).click();
      await page.getByRole("button", { name: "Get started" }).click();
      await expect(page.getByRole("heading", { name: "Cookies are off" })).toBeVisible();
    }
    const told = page.waitForRequest(COMPLETE);
    await page.getByRole("button", { name: /^Return to / }).click();
    const back = new URL((await told).url());
    expect(`${back.origin}${back.pathname}`).toBe(returnUrl);
    expect(Object.fromEntries(back.searchParams)).toMatchObject({ success: "false", error: "cancelled" });
    await context.close();
    await proxy.close();
  });
