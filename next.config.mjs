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
