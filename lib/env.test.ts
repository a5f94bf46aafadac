import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { ConfigurationError, readEnv } from "@/lib/env";

const folder = mkdtempSync(path.join(tmpdir(), "portal-env-"));
const PRODUCTION = {
  PORTAL_URL: "https://portal.example",
  RELAY_DOMAIN: "relay.example",
  DATABASE_URL: "postgresql://u@h/d",
  AUTH_SECRET: "s".repeat(32),
  SMTP_URL: "smtp://mail.example",
  MAIL_FROM: "Portal <no-reply@portal.example>",
  SERVICE_NAME: "Our Printers",
  DATA_DIR: folder,
};
const sentences = (change: Record<string, string | undefined>) => {
  try {
    readEnv({ ...PRODUCTION, ...change });
    return [];
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return error.sentences;
  }
};

describe("settings", () => {
  it("are complete without any: evaluation mode on loopback", () => {
    expect(readEnv({ DATA_DIR: folder })).toMatchObject({
      mode: "evaluation",
      port: 3000,
      portalUrl: "http://localhost:3000",
      relayDomain: "localhost:3000",
      databaseUrl: undefined,
      serviceName: "OctoEverywhere",
    });
  });

  it("follow the port", () =>
    expect(readEnv({ DATA_DIR: folder, PORT: "4100" })).toMatchObject({
      portalUrl: "http://localhost:4100",
      relayDomain: "localhost:4100",
    }));

  it("keep a generated secret, for its owner only", () => {
    const first = readEnv({ DATA_DIR: folder }).authSecret;
    expect(first.length).toBeGreaterThanOrEqual(32);
    expect(readEnv({ DATA_DIR: folder }).authSecret).toBe(first);
    expect(statSync(path.join(folder, "auth-secret")).mode & 0o777).toBe(0o600);
  });

  it("make production of an https address", () =>
    expect(readEnv(PRODUCTION)).toMatchObject({
      mode: "production",
      portalUrl: "https://portal.example",
      relayDomain: "relay.example",
    }));

  it.each([
    ["https://portal.example", "relay.portal.example"],
    ["https://portal.example", "portal.example"],
    ["https://app.example.co.uk", "relay.example.co.uk:8443"],
    ["https://portal.example.", "relay.portal.example"],
    ["https://portal.home.lan", "relay.home.lan"],
    ["https://portal", "portal"],
    ["https://192.0.2.7", "192.0.2.7"],
    ["https://me.github.io", "relay.me.github.io"],
  ])("refuse production with a relay of the portal's site, unless one knows: %s and %s", (PORTAL_URL, RELAY_DOMAIN) => {
    expect(sentences({ PORTAL_URL, RELAY_DOMAIN })).toEqual([expect.stringMatching(/same site.*ALLOW_SHARED_SITE=1/)]);
    expect(sentences({ PORTAL_URL, RELAY_DOMAIN, ALLOW_SHARED_SITE: "1" })).toEqual([]);
  });

  it.each([
    ["https://portal.example.co.uk", "relay.other.co.uk"],
    ["https://me.github.io", "you.github.io"],
    ["https://portal.example", "portal.example.net"],
  ])("take another site for the relay: %s and %s", (PORTAL_URL, RELAY_DOMAIN) => {
    expect(sentences({ PORTAL_URL, RELAY_DOMAIN })).toEqual([]);
  });

  it.each(["RELAY_DOMAIN", "DATABASE_URL", "AUTH_SECRET", "SMTP_URL", "MAIL_FROM", "SERVICE_NAME"])(
    "refuse production without %s in one sentence that names it",
    (name) => {
      const found = sentences({ [name]: undefined });
      expect(found).toHaveLength(1);
      expect(found[0]).toMatch(new RegExp(`^${name} is missing: .+\\.$`));
    },
  );

  it("name everything that is missing at once", () =>
    expect(sentences({ RELAY_DOMAIN: "", SMTP_URL: "" })).toHaveLength(2));

  it.each([
    ["PORT", "http"],
    ["PORT", "0"],
    ["PORT", "70000"],
    ["PORTAL_URL", "portal.example"],
    ["PORTAL_URL", "https://portal.example/path"],
    ["PORTAL_URL", "http://portal.example"],
    ["RELAY_DOMAIN", "https://relay.example"],
    ["DATABASE_URL", "mysql://h/d"],
    ["AUTH_SECRET", "short"],
    ["SMTP_URL", "mail.example"],
    ["MAIL_FROM", "nobody"],
    ["SUPPORT_URL", "javascript:alert(1)"],
    ["TERMS_URL", "http://portal.example/terms"],
    ["PRIVACY_URL", "/privacy"],
    ["IMPRINT_URL", "javascript:alert(1)"],
    ["BRAND_ACCENT", "orange"],
    ["BRAND_LOGO", "/nowhere/logo.svg"],
    ["TRUSTED_PROXIES", "10.0.0.0/8, everyone"],
    ["OUTBOUND_DNS", "dns.example"],
    ["OUTBOUND_DNS", "9.9.9.9, 1.2.3.4:99999"],
    ["OUTBOUND_DNS", ","],
  ])("refuse %s=%s in a sentence that names it", (name, value) =>
    expect(sentences({ [name]: value }).join(" ")).toMatch(new RegExp(`${name} .+\\.`)),
  );

  const STRIPE = {
    STRIPE_SECRET_KEY: "sk_test_1",
    STRIPE_WEBHOOK_SECRET: "whsec_1",
    STRIPE_PRICE_MONTHLY: "price_1",
    PRICE_MONTHLY: "3,99 €",
  };

  it("take payments through Stripe once all of it is there", () => {
    expect(readEnv({ ...PRODUCTION, ...STRIPE }).payments).toEqual({
      stripe: {
        secretKey: "sk_test_1",
        webhookSecret: "whsec_1",
        prices: { month: "price_1", year: undefined },
        apiUrl: undefined,
      },
      priceTexts: { month: "3,99 €", year: undefined },
      graceDays: 3,
      everyoneSupports: false,
    });
    expect(
      readEnv({
        ...PRODUCTION,
        ...STRIPE,
        STRIPE_PRICE_YEARLY: "price_2",
        PRICE_YEARLY: "39 €",
        GRACE_DAYS: "0",
        SUPPORTERS: "everyone",
      }).payments,
    ).toMatchObject({
      stripe: { prices: { year: "price_2" } },
      priceTexts: { year: "39 €" },
      graceDays: 0,
      everyoneSupports: true,
    });
    expect(readEnv(PRODUCTION).payments.stripe).toBeUndefined();
  });

  it.each(Object.keys(STRIPE))("refuse Stripe without %s in one sentence that names it", (name) => {
    expect(sentences({ ...STRIPE, [name]: undefined })).toEqual([
      expect.stringMatching(new RegExp(`^${name} is missing: .+\\.$`)),
    ]);
  });

  it("refuse a yearly price without its text, and the text without the price", () => {
    expect(sentences({ ...STRIPE, STRIPE_PRICE_YEARLY: "price_2" })).toEqual([
      expect.stringMatching(/^PRICE_YEARLY is missing/),
    ]);
    expect(sentences({ ...STRIPE, PRICE_YEARLY: "39 €" })).toEqual([
      expect.stringMatching(/^STRIPE_PRICE_YEARLY is missing/),
    ]);
  });

  it.each([
    ["STRIPE_SECRET_KEY", "pk_test_1"],
    ["STRIPE_WEBHOOK_SECRET", "secret"],
    ["STRIPE_PRICE_MONTHLY", "3.99"],
    ["STRIPE_PRICE_YEARLY", "prod_1"],
    ["STRIPE_API_URL", "https://api.evil.example"],
    ["STRIPE_API_URL", "http://127.0.0.1.evil.example"],
    ["STRIPE_API_URL", "http://localhost/path"],
    ["PRICE_MONTHLY", "x".repeat(21)],
    ["GRACE_DAYS", "-1"],
    ["GRACE_DAYS", "31"],
    ["GRACE_DAYS", "some"],
    ["GRACE_DAYS", "1.5"],
    ["SUPPORTERS", "nobody"],
  ])("refuse %s=%s in a sentence that names it", (name, value) => {
    expect(sentences({ ...STRIPE, [name]: value }).join(" ")).toMatch(new RegExp(`${name} .+\\.`));
    expect(sentences({ ...STRIPE, [name]: value }).join(" ")).not.toContain("sk_test_1");
  });

  it("name no identity provider unless it is configured", () => {
    expect(readEnv(PRODUCTION).providers).toEqual({});
    expect(
      readEnv({
        ...PRODUCTION,
        GOOGLE_CLIENT_ID: "id",
        GOOGLE_CLIENT_SECRET: "secret",
        OIDC_ISSUER: "https://login.example/",
        OIDC_CLIENT_ID: "id",
        OIDC_CLIENT_SECRET: "secret",
      }).providers,
    ).toEqual({
      google: { clientId: "id", clientSecret: "secret" },
      oidc: { clientId: "id", clientSecret: "secret", issuer: "https://login.example", name: "login.example" },
    });
  });

  it("take Apple's key as a file, or a secret that is ready", () => {
    const file = path.join(folder, "apple.p8");
    writeFileSync(
      file,
      generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({ type: "pkcs8", format: "pem" }),
    );
    const apple = { APPLE_CLIENT_ID: "id", APPLE_TEAM_ID: "team", APPLE_KEY_ID: "key", APPLE_PRIVATE_KEY_FILE: file };
    expect(readEnv({ ...PRODUCTION, ...apple }).providers.apple).toMatchObject({
      clientId: "id",
      teamId: "team",
      keyId: "key",
      privateKey: expect.stringContaining("PRIVATE KEY"),
    });
    expect(readEnv({ ...PRODUCTION, APPLE_CLIENT_ID: "id", APPLE_CLIENT_SECRET: "secret" }).providers.apple).toEqual({
      clientId: "id",
      clientSecret: "secret",
    });
    expect(sentences({ ...apple, APPLE_KEY_ID: "" })).toEqual([
      "APPLE_KEY_ID is missing: it belongs to APPLE_CLIENT_ID.",
    ]);
    expect(sentences({ ...apple, APPLE_PRIVATE_KEY_FILE: path.join(folder, "nowhere") })).toEqual([
      expect.stringMatching(/^APPLE_PRIVATE_KEY_FILE cannot be read/),
    ]);
  });

  it.each([
    [{ GOOGLE_CLIENT_ID: "id" }, "GOOGLE_CLIENT_SECRET is missing: it belongs to GOOGLE_CLIENT_ID."],
    [{ GITHUB_CLIENT_SECRET: "secret" }, "GITHUB_CLIENT_ID is missing: it belongs to GITHUB_CLIENT_SECRET."],
    [
      { OIDC_ISSUER: "https://login.example", OIDC_CLIENT_ID: "id" },
      "OIDC_CLIENT_SECRET is missing: it belongs to OIDC_ISSUER.",
    ],
    [
      { OIDC_ISSUER: "http://login.example", OIDC_CLIENT_ID: "id", OIDC_CLIENT_SECRET: "secret" },
      "OIDC_ISSUER must be an https address without a query, unless it is on loopback.",
    ],
    [{ APPLE_CLIENT_SECRET: "secret" }, "APPLE_CLIENT_ID is missing: it belongs to APPLE_CLIENT_SECRET."],
  ])("refuse half of a provider: %o", (change, sentence) => expect(sentences(change)).toEqual([sentence]));
});
