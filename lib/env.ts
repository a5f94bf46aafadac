import { existsSync } from "node:fs";
import { isIP } from "node:net";
import path from "node:path";
import ipaddr from "ipaddr.js";
import { z } from "zod";
import type { RegistrationRule } from "@/lib/accounts/registration/may-register";
import {
  BRAND_FIELDS,
  brandSettings,
  operatorPages,
  type BrandSettings,
  type OperatorPages,
} from "@/lib/brand-settings";
import { seconds } from "@/lib/clock";
import { ConfigurationError } from "@/lib/configuration-error";
import { isNameServer } from "@/lib/is-name-server";
import { keptSecret } from "@/lib/kept-secret";
import { chooseLan } from "@/lib/lan-addresses";
import { listenAddresses } from "@/lib/listen-addresses";
import { OBSERVABILITY_FIELDS, observabilitySettings, type ObservabilitySettings } from "@/lib/observability-settings";
import { originShape } from "@/lib/origin-shape";
import { PAYMENT_FIELDS, paymentProblems, paymentSettings, type PaymentSettings } from "@/lib/payment-settings";
import { productionProblems } from "@/lib/production-problems";
import { PROVIDER_SHAPE, providerSettings, type ProviderSettings } from "@/lib/provider-settings";
import { withSettingsFile, type GivenSettings } from "@/lib/settings-file";
import { setShared, shared } from "@/lib/shared";

type Parts = OperatorPages & ObservabilitySettings;

/** The settings, checked and complete. Addresses are origins: scheme, host and port, no slash at the end. */
export type Env = Parts & {
  mode: "evaluation" | "production";
  port: number;
  /** Addresses to listen on; undefined: all of this machine. */
  listenAddresses: string[] | undefined;
  portalUrl: string;
  /** Private addresses that evaluation mode answers under as well (`--lan`), with port where needed; mostly none. */
  lanHosts: string[];
  /** Host, with port where needed, that `app-<label>.`, `tun-<label>.` and `view-<label>.` are put before. */
  relayDomain: string;
  /** Undefined: the embedded PostgreSQL is used. */
  databaseUrl: string | undefined;
  /** The same database without a pooler between; undefined: `databaseUrl` has none. */
  databaseDirectUrl: string | undefined;
  /** Connections to the database at once, of the main pool. */
  databasePool: number;
  dataDir: string;
  /** Milliseconds that answers have to their end when the server is told to stop. */
  drainMs: number;
  /** Bytes of the disk that what slow readers have still to read may take. */
  spoolMaxBytes: number;
  authSecret: string;
  /** File that the secret was generated into; undefined: AUTH_SECRET gives it. */
  authSecretFile: string | undefined;
  /** The file was not there when this process started. */
  authSecretIsNew: boolean;
  smtpUrl: string | undefined;
  mailFrom: string;
  brand: BrandSettings;
  trustedProxies: string[];
  /** Name servers for the addresses that apps give, as `address` or `address:port`; undefined: the system's. */
  outboundDns: string[] | undefined;
  printerRsaKeyFile: string | undefined;
  printerZstdDictionaryFile: string | undefined;
  /** Plugins that send no proof get their linking code by the address they connect from. */
  pluginCodesByAddress: boolean;
  /** Name of the OctoPrint plugin that this service runs, if it runs one. */
  printerPluginName: string | undefined;
  payments: PaymentSettings;
  /** Who may open the own page of a printer that is theirs. */
  view: "owners" | "supporters" | "off";
  /** Who may make an account. */
  registration: RegistrationRule;
  /** Providers whose accounts may sign in here. */
  providers: ProviderSettings;
};

export { ConfigurationError };

/** Items of a list with commas between. */
const splitList = (list: string) =>
  list
    .split(",")
    .map((item) => item.trim())
    .filter(Boolean);

const Settings = z.object({
  PORT: z.coerce.number("must be a number").int().min(1).max(65535).default(3000),
  LISTEN_ADDRESS: z
    .string()
    .transform(splitList)
    .refine((list) => list.length > 0 && list.every((item) => isIP(item) !== 0), {
      message: "must be addresses of this machine such as 127.0.0.1 or ::, with commas between",
    })
    .optional(),
  PORTAL_URL: originShape.optional(),
  LAN: z.enum(["0", "1"], "must be 1 or 0").default("0"),
  ALLOW_SHARED_SITE: z.enum(["0", "1"], "must be 1 or 0").default("0"),
  RELAY_DOMAIN: z
    .string()
    .regex(/^[a-z0-9.-]+(:\d+)?$/, "must be a host name in lower case, such as relay.example")
    .optional(),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/, message: "must start with postgresql://" }).optional(),
  DATABASE_DIRECT_URL: z.url({ protocol: /^postgres(ql)?$/, message: "must start with postgresql://" }).optional(),
  DATABASE_POOL: z.coerce.number("must be a number of connections").int().min(2).max(500).default(10),
  DATA_DIR: z.string().default(".data"),
  DRAIN_SECONDS: z.coerce.number("must be a number of seconds").int().min(0).max(3600).default(20),
  SPOOL_MAX_MB: z.coerce.number("must be a number of megabytes").int().min(1).max(1_000_000).default(512),
  AUTH_SECRET: z.string().min(32, "must be at least 32 characters long").optional(),
  SMTP_URL: z.url({ protocol: /^smtps?$/, message: "must start with smtp:// or smtps://" }).optional(),
  MAIL_FROM: z.string().regex(/@/, "must hold a mail address").optional(),
  TRUSTED_PROXIES: z
    .string()
    .default("")
    .transform(splitList)
    .refine(
      (list) => list.every((item) => ipaddr.isValid(item) || ipaddr.isValidCIDR(item)),
      "must be addresses or networks such as 10.0.0.0/8, with commas between",
    ),
  OUTBOUND_DNS: z
    .string()
    .transform(splitList)
    .refine(
      (list) => list.length > 0 && list.every(isNameServer),
      "must be addresses of name servers such as 9.9.9.9 or 127.0.0.1:5353, with commas between",
    )
    .optional(),
  PRINTER_RSA_KEY_FILE: z.string().optional(),
  PRINTER_ZSTD_DICTIONARY_FILE: z.string().optional(),
  PLUGIN_CODES_BY_ADDRESS: z.enum(["0", "1"], "must be 1 or 0").default("0"),
  PRINTER_PLUGIN_NAME: z.string().max(60).optional(),
  REGISTRATION: z.enum(["open", "invite", "closed"], "must be open, invite or closed").default("open"),
  REGISTRATION_DOMAINS: z
    .string()
    .default("")
    .transform((list) => splitList(list.toLowerCase()))
    .refine((list) => list.every((domain) => /^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(domain)), {
      message: "must be mail domains such as example.org, with commas between",
    }),
  VIEW: z.enum(["owners", "supporters", "off"], "must be owners, supporters or off").default("owners"),
  ...BRAND_FIELDS,
  ...OBSERVABILITY_FIELDS,
  ...PAYMENT_FIELDS,
  ...PROVIDER_SHAPE,
});

/** Names of all settings. */
export const SETTING_NAMES = Object.keys(Settings.shape);

const isLoopback = (url: string) =>
  /^(localhost|.+\.localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(new URL(url).hostname);

/**
 * Reads the settings. Evaluation mode (PORTAL_URL unset or on loopback) fills the gaps and generates its secret once.
 * @throws ConfigurationError with one sentence per wrong or missing setting
 */
export function readEnv(source: Record<string, string | undefined>): Env {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ""));
  const parsed = Settings.safeParse(given);
  if (!parsed.success)
    throw new ConfigurationError(parsed.error.issues.map((issue) => `${issue.path.join(".")} ${issue.message}.`));
  const settings = parsed.data;
  const ownUrl = settings.PORTAL_URL ?? `http://localhost:${settings.PORT}`;
  const mode = isLoopback(ownUrl) ? "evaluation" : "production";
  const lan = chooseLan(settings, mode);
  const lanHosts = lan.map(({ host }) => new URL(`http://${host}:${settings.PORT}`).host);
  // What is made for people and printers has to lead here from their machines too.
  const portalUrl = settings.PORTAL_URL === undefined && lanHosts[0] ? `http://${lanHosts[0]}` : ownUrl;
  if (mode === "production") {
    const problems = productionProblems(settings, portalUrl);
    if (problems.length) throw new ConfigurationError(problems);
  }
  const { providers, problems: providerProblems } = providerSettings(settings);
  const { problems: brandProblems, ...brand } = brandSettings(settings);
  const halves = [...providerProblems, ...paymentProblems(settings), ...brandProblems];
  if (halves.length) throw new ConfigurationError(halves);
  const dataDir = path.resolve(settings.DATA_DIR);
  const secretFile = path.join(dataDir, "auth-secret");
  return {
    mode,
    port: settings.PORT,
    listenAddresses: listenAddresses(settings, mode, lan),
    portalUrl,
    lanHosts,
    relayDomain: settings.RELAY_DOMAIN ?? `localhost:${settings.PORT}`,
    databaseUrl: settings.DATABASE_URL,
    databaseDirectUrl: settings.DATABASE_DIRECT_URL,
    databasePool: settings.DATABASE_POOL,
    dataDir,
    drainMs: seconds(settings.DRAIN_SECONDS),
    spoolMaxBytes: settings.SPOOL_MAX_MB * 1024 * 1024,
    authSecretIsNew: settings.AUTH_SECRET === undefined && !existsSync(secretFile),
    authSecret: settings.AUTH_SECRET ?? keptSecret(secretFile),
    authSecretFile: settings.AUTH_SECRET === undefined ? secretFile : undefined,
    smtpUrl: settings.SMTP_URL,
    mailFrom: settings.MAIL_FROM ?? `${operatorPages(settings).serviceName} <no-reply@localhost>`,
    brand,
    ...operatorPages(settings),
    ...observabilitySettings(settings),
    trustedProxies: settings.TRUSTED_PROXIES,
    outboundDns: settings.OUTBOUND_DNS,
    printerRsaKeyFile: settings.PRINTER_RSA_KEY_FILE,
    printerZstdDictionaryFile: settings.PRINTER_ZSTD_DICTIONARY_FILE,
    pluginCodesByAddress: settings.PLUGIN_CODES_BY_ADDRESS === "1",
    printerPluginName: settings.PRINTER_PLUGIN_NAME,
    payments: paymentSettings(settings, mode),
    view: settings.VIEW,
    registration: { who: settings.REGISTRATION, domains: settings.REGISTRATION_DOMAINS },
    providers,
  };
}

/**
 * next-auth takes its public address, which the addresses that providers send people back to begin with, from nowhere
 * else.
 */
function told(settings: Env): Env {
  process.env.NEXTAUTH_URL = settings.portalUrl;
  return settings;
}

/**
 * What this process was given: its environment, and the settings file.
 * @throws ConfigurationError when that cannot be read
 */
export function givenSettings(): GivenSettings {
  return withSettingsFile(process.env, process.cwd());
}

/** The settings of this process: read at the first use. @throws ConfigurationError when one is wrong or missing */
export function env(): Env {
  return shared("env", () => told(readEnv(givenSettings())));
}

/** Uses other settings than the process was given: those of the portal that a command is meant for. */
export function adoptSettings(given: GivenSettings): void {
  setShared("env", told(readEnv(given)));
}

/**
 * Replaces settings of this process, for what is only known at run time (the embedded database's address) and for
 * tests.
 */
export function overrideEnv(change: Partial<Env>): void {
  setShared("env", told({ ...env(), ...change }));
}
