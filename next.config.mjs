/** @type {import("next").NextConfig} */
export default {
  poweredByHeader: false,
  reactStrictMode: true,
  // The contract's addresses work with and without a slash at the end; server.ts takes it off.
  skipTrailingSlashRedirect: true,
  // Logos are made small by our own route.
  images: { unoptimized: true },
  // Loaded by server.ts as well: one copy, from node_modules.
  serverExternalPackages: [
    "@prisma/adapter-pg",
    "@prisma/client",
    "pg",
    "pino",
    "nodemailer",
    "sharp",
    "@node-rs/argon2",
    "rate-limiter-flexible",
    "ws",
  ],
  // Earlier addresses, which people keep and pages of the version before post to. Next keeps their queries.
  redirects: async () =>
    [
      ["/account/apps/revoke-all", "/account/revoke-app"],
      ["/appportal/v1/account/other", "/appportal/v1/verify/change-email"],
      ["/appportal/v1/account/outside", "/appportal/v1/account/provider"],
      ["/appportal/v1/printer/another", "/appportal/v1/authorize/add-printer"],
      ["/appportal/v1/second-factor/other", "/appportal/v1/second-factor/other-account"],
      ["/account/confirm/:rest*", "/account/reauthenticate/:rest*"],
      ["/account/outside/join", "/account/identities/link"],
      ["/account/outside/part", "/account/identities/unlink"],
      ["/account/security/second-step/:rest*", "/account/security/second-factor/:rest*"],
    ].map(([source, destination]) => ({ source, destination, permanent: true })),
  devIndicators: false,
  // server.ts logs requests, without their query.
  logging: { incomingRequests: false },
  typescript: { ignoreBuildErrors: true }, // npm test checks types; a start must not
};
