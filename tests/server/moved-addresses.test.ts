import { afterAll, beforeAll, expect, it } from "vitest";
import { TestBrowser } from "@/tests/support/browser";
import { startTestPortal, type TestPortal } from "@/tests/support/portal";

let portal: TestPortal;
let origin = "";
beforeAll(async () => {
  portal = await startTestPortal();
  origin = `http://localhost:${portal.port}`;
}, 120_000);
afterAll(() => portal.stop());

it.each([
  ["/account/confirm?to=%2Faccount%2Fdata&with=key", "/account/reauthenticate?to=%2Faccount%2Fdata&with=key"],
  ["/account/security/second-step", "/account/security/second-factor"],
])("the earlier address %s leads to %s for good", async (earlier, now) => {
  const browser = new TestBrowser(origin);
  const { status, location } = await browser.get(earlier);
  expect({ status, location }).toEqual({ status: 308, location: `${origin}${now}` });
});

it.each([
  ["/account/confirm/send?to=%2Faccount", "/account/reauthenticate/send?to=%2Faccount"],
  ["/account/security/second-step/keys", "/account/security/second-factor/keys"],
  ["/account/outside/join", "/account/identities/link"],
  ["/account/outside/part", "/account/identities/unlink"],
  ["/account/apps/revoke-all", "/account/revoke-app"],
  ["/appportal/v1/account/other?session=x", "/appportal/v1/verify/change-email?session=x"],
  ["/appportal/v1/account/outside?session=x", "/appportal/v1/account/provider?session=x"],
  ["/appportal/v1/printer/another?session=x", "/appportal/v1/authorize/add-printer?session=x"],
  ["/appportal/v1/second-factor/other?session=x", "/appportal/v1/second-factor/other-account?session=x"],
])("a form of a page of the version before, posted to %s, goes to %s", async (earlier, now) => {
  const browser = new TestBrowser(origin);
  const { status, location } = await browser.post(earlier, {});
  expect({ status, location }).toEqual({ status: 308, location: `${origin}${now}` });
});
