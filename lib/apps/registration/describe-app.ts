import type { RegisteredApp } from "@/lib/apps/app-store";

/** An app as a few lines for people at a terminal. */
export function describeApp(app: RegisteredApp): string {
  const state = [
    app.enabled ? undefined : "disabled",
    app.development ? "in development" : undefined,
    app.verified ? "verified" : "not verified",
    app.needsPkce ? "pkce required" : undefined,
  ]
    .filter(Boolean)
    .join(", ");
  const returns = app.returnUrls.map(({ kind, url }) => (kind === "exact" ? url : kind));
  const facts: [string, string | undefined][] = [
    ["publisher", app.publisher],
    ["website", app.website],
    ["logo", app.logoUrl],
    ["returns to", [...returns, "the portal's own page"].join(", ")],
    ["called", app.aliases.join(", ") || undefined],
    ["tunnels to", app.tunnelReturnUrls.join(", ") || undefined],
    ["webhook", app.webhookUrl],
    ["testers", app.testers.join(", ") || undefined],
  ];
  return [
    `${app.id}  ${app.name}  (${state})`,
    ...facts.flatMap(([name, value]) => (value === undefined ? [] : [`  ${name.padEnd(10)}  ${value}`])),
  ].join("\n");
}
