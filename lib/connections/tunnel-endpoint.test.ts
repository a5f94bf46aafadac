import { describe, expect, it } from "vitest";
import { changeApp } from "@/lib/apps/app-store";
import { authenticateRelay } from "@/lib/connections/authenticate-connection";
import { isDevelopmentTunnel } from "@/lib/connections/connection-store";
import { atConsent, label, minted } from "@/lib/connections/test-consent";
import { setUpDatabase } from "@/tests/support/database";

describe("the address of a tunnel", () => {
  setUpDatabase();

  it("holds user name and password with one colon, then the host, and nothing else", async () => {
    const { tunnelEndpoint, basicUser, basicPassword, url } = await minted(await atConsent());
    expect(tunnelEndpoint).toMatch(/^http:\/\/[A-Za-z0-9]+:[A-Za-z0-9]+@tun-[a-z0-9]{32}\.localhost:3000$/);
    expect(tunnelEndpoint).toBe(url.replace("http://app-", `http://${basicUser}:${basicPassword}@tun-`));
  });

  it("leads to the same printer, with just these credentials", async () => {
    const input = await atConsent();
    const connection = await minted(input);
    const { username, password } = new URL(connection.tunnelEndpoint);
    const basic = (user: string) => `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
    expect(await authenticateRelay(label(connection), basic("other"))).toMatchObject({ ok: false, status: 606 });
    expect(await authenticateRelay(label(connection), basic(username))).toMatchObject({
      ok: true,
      appId: input.appId,
      printer: { printerId: input.printerId, name: expect.any(String) },
    });
  });

  it("is known to be of an app in development, or not, and any other text is not", async () => {
    const input = await atConsent();
    const { tunnelEndpoint } = await minted(input);
    await changeApp(input.appId, { development: false });
    expect(await isDevelopmentTunnel(tunnelEndpoint)).toBe(false);
    await changeApp(input.appId, { development: true });
    expect(await isDevelopmentTunnel(tunnelEndpoint)).toBe(true);
    for (const text of ["", "x", "http://a:b@tun-other.localhost:3000", "@tun-.", `@tun-${"a".repeat(5000)}.x`, "\0"])
      expect(await isDevelopmentTunnel(text)).toBe(false);
  });
});
