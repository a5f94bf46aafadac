import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { actionPaths } from "@/lib/journey/act/actions";
import { pollPaths } from "@/lib/journey/read/polls";
import { ACCOUNT_ACTIONS } from "@/lib/web/account/actions";
import { TestBrowser } from "@/tests/support/browser";
import { startTestPortal, type TestPortal } from "@/tests/support/portal";

describe("the addresses of the tables of actions", () => {
  let portal: TestPortal;
  let browser: TestBrowser;
  let origin = "";
  beforeAll(async () => {
    portal = await startTestPortal();
    origin = `http://localhost:${portal.port}`;
    browser = new TestBrowser(origin);
  }, 120_000);
  afterAll(() => portal.stop());

  const addresses = Object.keys(ACCOUNT_ACTIONS).map((name) => `/account/${name.replace("*", "x".repeat(25))}`);

  it.each(addresses)("%s is an action of the account, and no page", async (address) => {
    const { status, location } = await browser.post(address, {});
    expect(status).toBe(303);
    expect(location).toContain(`${origin}/account/sign-in?to=`);
    expect((await browser.get(address)).status).toBe(405);
  });

  it.each(actionPaths())("%s is an action of the journey, and no page", async (name) => {
    const { status, location } = await browser.post(`/appportal/v1/${name}?session=x`, {});
    expect({ status, location }).toEqual({ status: 303, location: `${origin}/appportal/v1/ended?session=x` });
    expect((await browser.get(`/appportal/v1/${name}`)).status).toBe(405);
  });

  it.each(pollPaths())("%s is asked, and takes no post", async (name) => {
    expect((await browser.get(`/appportal/v1/${name}?session=x`)).status).toBe(200);
    expect((await browser.post(`/appportal/v1/${name}?session=x`, {})).status).toBe(404);
  });

  it.each([
    "/account/constructor",
    "/account/apps/x/revoke/more",
    "/account/printers//rename",
    "/account/printers/%2F/rename/x",
    "/appportal/v1/verify/constructor",
    "/appportal/v1/__proto__/check",
    "/appportal/v1/leave/check",
  ])("%s is nothing", async (address) => {
    for (const answer of [await browser.get(address), await browser.post(address, {})])
      expect([400, 404]).toContain(answer.status);
  });

  it.each(["/account/nothing", "/appportal/v1/verify/nothing"])("%s is a page that leads on", async (address) => {
    const { status, body } = await browser.get(address);
    expect(status).toBe(404);
    expect(body).toContain("Page not found");
    expect(body).toContain('href="/account"');
  });
});
