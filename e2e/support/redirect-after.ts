import type { Page } from "@playwright/test";

/** Chromium's own word on where a form post was redirected to, custom schemes included. */
export async function redirectAfter(page: Page, action: () => Promise<void>): Promise<string> {
  const client = await page.context().newCDPSession(page);
  await client.send("Network.enable");
  const left = new Promise<string>((resolve) => {
    client.on("Network.requestWillBeSent", ({ redirectResponse, request }) => {
      if (redirectResponse?.status === 303) resolve(request.url);
    });
    client.on("Network.responseReceivedExtraInfo", ({ statusCode, headers }) => {
      const location = headers.location ?? headers.Location;
      if (statusCode === 303 && location && !location.startsWith("/") && !location.startsWith("http"))
        resolve(location);
    });
  });
  await action();
  return left;
}
