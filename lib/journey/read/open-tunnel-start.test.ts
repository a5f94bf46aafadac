import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { createApp } from "@/lib/apps/app-store";
import { KNOWN_APPS } from "@/lib/apps/known/known-apps";
import { registerKnownApp } from "@/lib/apps/known/register-known-app";
import { EXACT, REFUSED_URLS } from "@/lib/apps/test-refused-urls";
import { env } from "@/lib/env";
import { openStartUrl } from "@/lib/journey/read/open-start-url";
import { openTunnelStart } from "@/lib/journey/read/open-tunnel-start";
import { completePageUrl } from "@/lib/journey/urls/step-url";
import { setUpDatabase } from "@/tests/support/database";

const PUBLIC_ID = "Ab3".repeat(16);
const OCTOAPP = "https://app.octoapp.eu/connect-spaghetti-detective";
const END = encodeURIComponent("http://localhost:3000/tunnels/succeeded/");

const open = async (query: string) => {
  const opened = await openTunnelStart(query);
  return opened.ok ? opened.location : opened.error;
};
const returnTo = (app: string, url: string) => open(`app=${app}&${new URLSearchParams({ success_redirect_url: url })}`);

/** What is near each of the registered addresses and is none of them. */
const near = (url: string) => [
  `${url}/`,
  `${url}?`,
  `${url}?a=1`,
  `${url}&a=1`,
  `${url}#`,
  `${url}/more`,
  `${url}more`,
  `${url}%2F`,
  `${url}%00`,
  `${url}\0`,
  `${url}\n`,
  `${url}\r\nSet-Cookie: a=b`,
  ` ${url}`,
  `\t${url}`,
  `${url} `,
  `${url}.`,
  `${url}.evil.example`,
  `${url}@evil.example`,
  `https://evil.example/${url}`,
  `https://evil.example?${url}`,
  `${url}?tunnel_endpoint=https://a:b@evil.example`,
  `${url}?error=`,
  url.toUpperCase(),
  url.replace("://", ":"),
  url.replace("://", ":///"),
  url.replace("://", "://evil@"),
  url.replace("://", "://a:b@"),
  url.replace("://", ":\\\\"),
  url.replace("o", "\u043e"),
  url.replace("o", "%6f"),
  `x${url}`,
];

describe("the start URL of an app that takes a server's address", () => {
  setUpDatabase();
  beforeAll(async () => {
    for (const known of KNOWN_APPS) await registerKnownApp(known);
    await createApp("both", {
      name: "Both",
      returnUrls: [
        { kind: "exact", url: EXACT },
        { kind: "loopback", url: "" },
        { kind: "lan", url: "" },
      ],
      tunnelReturnUrls: ["both://tunnel"],
      aliases: ["both-of-them"],
    });
    await createApp("off", { name: "Off", enabled: false });
  });

  it.each([
    [
      "app=mobileraker-android&success_redirect_url=mobileraker%3A%2F%2Fobico&platform=Klipper&printerId=" + PUBLIC_ID,
      `appId=mobileraker&returnUrl=mobileraker%3A%2F%2Fobico&printerId=${PUBLIC_ID}&answer=tunnel`,
    ],
    [
      "app=mobileraker-ios&success_redirect_url=mobileraker://obico&platform=Klipper&printerId=",
      "appId=mobileraker&returnUrl=mobileraker%3A%2F%2Fobico&answer=tunnel",
    ],
    ["app=OctoPod", "appId=octopod&answer=tunnel"],
    [
      `app=OctoApp&printer_id=${PUBLIC_ID}&success_redirect_url=${encodeURIComponent(OCTOAPP)}`,
      `appId=octoapp&returnUrl=${encodeURIComponent(OCTOAPP)}&printerId=${PUBLIC_ID}&answer=tunnel`,
    ],
    ["APP=octopod&Printer_ID=&printerid=" + PUBLIC_ID, `appId=octopod&printerId=${PUBLIC_ID}&answer=tunnel`],
    ["app=octopod&app=both&printer_id=short", "appId=octopod&answer=tunnel"],
    ["app=octopod&success_redirect_url=", "appId=octopod&answer=tunnel"],
    [
      "app=octopod&success_redirect_url=http://localhost:3000/tunnels/succeeded",
      `appId=octopod&returnUrl=${END}&answer=tunnel`,
    ],
    ["app=both&octoPrintApiKeyAppName=Key&state=x", "appId=both&answer=tunnel"],
    ["app=Both-Of-Them&success_redirect_url=both://tunnel", "appId=both&returnUrl=both%3A%2F%2Ftunnel&answer=tunnel"],
  ])("%s leads to the journey", async (query, expected) => {
    expect(env().portalUrl).toBe("http://localhost:3000");
    const location = await open(query);
    expect(location).toEqual(expect.stringMatching(/^\/appportal\/v1\?/));
    const [, sent = ""] = String(location).split("?");
    const read = await openStartUrl(sent);
    const wanted = await openStartUrl(expected);
    expect(read.ok && read.start).toEqual(wanted.ok && { ...wanted.start, notes: [] });
    expect(read.ok && read.start.parameters.answer).toBe("tunnel");
  });

  it.each([
    ["", "missing_app"],
    ["app=", "missing_app"],
    ["appId=octopod", "missing_app"],
    ["app=unknown", "unknown_app"],
    ["app=mobileraker-windows", "unknown_app"],
    ["app=%00", "unknown_app"],
    [`app=${"a".repeat(5000)}`, "unknown_app"],
    ["app=octopod&x=" + "a".repeat(8000), "input_too_long"],
    ["app=octopod&success_redirect_url=" + "a".repeat(2001), "input_too_long"],
    ["app=off", "app_disabled"],
    ["app=octopod&success_redirect_url=octopod://octoeverywhere", "return_url_not_registered"],
  ])("%s only gets a page", async (query, reason) => expect(await open(query)).toMatchObject({ reason }));

  it.each(REFUSED_URLS.filter(Boolean).map((url) => [url.slice(0, 80), url] as const))(
    "never leads to %j",
    async (_, url) => {
      for (const app of ["mobileraker", "octoapp", "both"])
        expect(await returnTo(app, url)).toMatchObject({
          reason: expect.stringMatching(/^(return_url_not_registered|input_too_long)$/),
        });
    },
  );

  it.each(["mobileraker://obico", OCTOAPP, "both://tunnel", "http://localhost:3000/tunnels/succeeded/"])(
    "leads to %s and to nothing near it",
    async (url) => {
      const app = { m: "mobileraker", h: "octoapp", b: "both" }[url[0] ?? ""] ?? "";
      expect(await returnTo(app, url)).toEqual(expect.any(String));
      for (const other of near(url))
        expect(await returnTo(app, other), other).toMatchObject({ reason: "return_url_not_registered" });
    },
  );

  it("leads nowhere registered for the other answer, nor the other to what is registered for this", async () => {
    for (const url of [EXACT, "http://127.0.0.1:9/x", "http://192.168.1.4/x", completePageUrl()])
      expect(await returnTo("both", url)).toMatchObject({ reason: "return_url_not_registered", kinds: ["exact"] });
    const other = (app: string, returnUrl: string) =>
      openStartUrl(`appId=${app}&${new URLSearchParams({ returnUrl })}`);
    expect(await other("both", EXACT)).toMatchObject({ ok: true });
    const kinds = ["exact", "loopback", "lan"];
    expect(await other("both", "both://tunnel")).toMatchObject({
      error: { reason: "return_url_not_registered", kinds },
    });
    expect(await other("octopod", completePageUrl("tunnel"))).toMatchObject({ error: { kinds: [] } });
    expect(await openStartUrl(`appId=both&answer=connection&returnUrl=${encodeURIComponent(EXACT)}`)).toMatchObject({
      ok: true,
    });
  });

  it("leads to our own origin or nowhere, whatever is sent", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "binary", maxLength: 200 }), async (text) => {
        const opened = await openTunnelStart(`app=octopod&printer_id=${text}&success_redirect_url=${text}`);
        if (opened.ok) expect(new URL(opened.location, "http://own.example").origin).toBe("http://own.example");
      }),
      { numRuns: 200 },
    );
  });
});
