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
  // Addresses that people have kept, or that a page of an earlier version posts to.
  redirects: async () => [
    {
      source: "/account/security/second-step/:rest*",
      destination: "/account/security/second-factor/:rest*",
      permanent: true,
    },
  ],
  devIndicators: false,
  // server.ts logs requests, without their query.
  logging: { incomingRequests: false },
  typescript: { ignoreBuildErrors: true }, // npm test checks types; a start must not
};
