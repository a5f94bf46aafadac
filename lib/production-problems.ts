import { areOneSite } from "@/lib/one-site";

const REQUIRED_IN_PRODUCTION = {
  RELAY_DOMAIN: "the domain whose subdomains stand in for printers",
  DATABASE_URL: "the PostgreSQL database",
  AUTH_SECRET: "at least 32 random characters",
  SMTP_URL: "the mail server that codes are sent through",
  MAIL_FROM: "the sender of mails",
  SERVICE_NAME: "the name that people know this service by",
} as const;

type Given = Partial<Record<keyof typeof REQUIRED_IN_PRODUCTION | "ALLOW_SHARED_SITE", string | undefined>>;

/** @returns a sentence for each thing that production needs and was not given */
export function productionProblems(settings: Given, portalUrl: string): string[] {
  const missing = Object.entries(REQUIRED_IN_PRODUCTION)
    .filter(([name]) => settings[name as keyof typeof REQUIRED_IN_PRODUCTION] === undefined)
    .map(([name, meaning]) => `${name} is missing: ${meaning}.`);
  const { RELAY_DOMAIN: relayDomain, ALLOW_SHARED_SITE: allowed } = settings;
  const isShared = relayDomain !== undefined && allowed !== "1" && areOneSite(portalUrl, relayDomain);
  return [
    ...(portalUrl.startsWith("https:") ? [] : ["PORTAL_URL must be an https address, unless it is on loopback."]),
    ...missing,
    ...(isShared
      ? [
          `RELAY_DOMAIN ${relayDomain} is of the same site as PORTAL_URL: a printer's page could delete the cookies ` +
            "that people are signed in with. Use a domain that is registered apart, or set ALLOW_SHARED_SITE=1.",
        ]
      : []),
  ];
}
