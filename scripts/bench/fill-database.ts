import pg from "pg";

const now = "(now() AT TIME ZONE 'UTC')";
const ago = (days: string) => `(${now} - (${days}) * interval '1 day')`;
const rowsOf = (rows: number, scale: number) => Math.max(1, Math.round(rows * scale));

type Sizes = { series: (rows: number) => string; people: number; printers: number };

/** Half of the printers are online. Ids are a letter and a number, so that a benchmark can name any of them. */
const fillConnections = ({ series, people, printers }: Sizes) => [
  `INSERT INTO "User" (id, email, "createdAt")
     SELECT 'u' || i, 'person' || i || '@example.org', ${ago("i % 1000")} FROM ${series(150_000)}`,
  `INSERT INTO "App" (id, name, "webhookUrl") SELECT 'a' || i, 'App ' || i, 'https://app' || i || '.example/hook'
     FROM generate_series(1, 40) AS i`,
  `INSERT INTO "Printer" (id, "publicId", "keyDigest", "octoKeyDigest", "deviceDigest", "ownerId", name,
       "networkAddress", "firstSeenAt", "onlineSince", "linkId", "lastSeenAt", "lastConnectedAt",
       "lastDisconnectedAt", "isAgent")
     SELECT 'p' || i, rpad('P' || i, 40, 'x'), md5('key' || i), md5('octo' || i), md5('device' || i),
       CASE WHEN i % 20 > 0 THEN 'u' || (1 + i % ${people}) END, 'Printer ' || i,
       '198.51.' || i % 100 || '.' || i % 250, ${ago("i % 900")}, CASE WHEN i % 2 = 0 THEN ${ago("0.1")} END,
       CASE WHEN i % 2 = 0 THEN 'link' || i END,
       CASE WHEN i % 2 = 0 THEN ${now} ELSE ${ago("(i % 300) / 10.0")} END, ${ago("(i % 300) / 10.0 + 0.2")},
       CASE WHEN i % 2 = 0 THEN ${ago("(i % 300) / 10.0 + 0.3")} ELSE ${ago("(i % 300) / 10.0")} END,
       i % 30 = 0
     FROM ${series(250_000)}`,
  `INSERT INTO "Consent" (id, "userId", "appId", "printerId", "createdAt", "mintCount", "winnerId", "expiresAt")
     SELECT 'c' || i, 'u' || (1 + i % ${people}), 'a' || (1 + i % 40), 'p' || (1 + i % ${printers}),
       ${ago("i % 700")}, CASE WHEN i % 50 = 0 THEN 2 ELSE 1 END, CASE WHEN i % 10 > 0 THEN 'x' || i END,
       CASE WHEN i % 5 = 0 THEN ${ago("i % 700")} + interval '365 days' END FROM ${series(150_000)}`,
  `INSERT INTO "AppConnection" (id, "consentId", "appId", "userId", "printerId", "labelDigest", "tokenDigest",
       "basicUserDigest", "basicPasswordDigest", "bearerDigest", sibling, "createdAt", "expiresAt", "revokedAt",
       "revokedReason")
     SELECT 'x' || i, c.id, c."appId", c."userId", c."printerId", md5('label' || i), md5('token' || i), 'd', 'd', 'd',
       1, c."createdAt", c."expiresAt", CASE WHEN c."expiresAt" < ${now} OR i % 4 = 0 THEN ${ago("1")} END,
       CASE WHEN c."expiresAt" < ${now} THEN 'expired'::"ConnectionEnd" WHEN i % 4 = 0 THEN 'user' END
     FROM ${series(150_000)} JOIN "Consent" c ON c.id = 'c' || i`,
];

/** Most accounts pay, have paid, or never did; little is due at any moment. */
const fillRecords = ({ series, people }: Sizes) => [
  `INSERT INTO "AuditLogEntry" (id, at, "userId", kind)
     SELECT 'l' || i, ${ago("(i % 4000) / 10.0")}, 'u' || (1 + i % ${people}),
       (ARRAY['signed_in', 'consented', 'minted', 'code_failed', 'revoked', 'signed_out', 'limit_hit', 'expired'])
         [1 + i % 8] FROM ${series(300_000)}`,
  `INSERT INTO "Entitlement" (id, "userId", source, reference, "startsAt", "endsAt", renews)
     SELECT 'e' || i, 'u' || i, 'stripe', 'sub_' || i, ${ago("400")},
       ${now} + (i % 90 - 30) * interval '1 day', i % 90 > 30 FROM ${series(80_000)}`,
  `INSERT INTO "Subscription" (id, "customerId", "userId", status, interval, "currentPeriodStart", "currentPeriodEnd",
       "asOf") SELECT 'sub_' || i, 'cus_' || i, 'u' || i, 'active', 'month', ${ago("30")},
       ${now} + (i % 90 - 30) * interval '1 day', ${ago("30")} FROM ${series(80_000)}`,
  `INSERT INTO "PaymentEvent" (id, type, "madeAt", "receivedAt", outcome)
     SELECT 'evt_' || i, 'invoice.paid', ${ago("i % 100")}, ${ago("i % 100")}, 'applied' FROM ${series(60_000)}`,
  `INSERT INTO "OfflineMail" ("printerId", "userId", "createdAt", "toldAt")
     SELECT p.id, p."ownerId", ${ago("50")}, CASE WHEN i % 3 = 0 THEN ${ago("40")} END
     FROM ${series(40_000)} JOIN "Printer" p ON p.id = 'p' || (i * 3) WHERE p."ownerId" IS NOT NULL`,
  `INSERT INTO "WebhookMessage" (id, "appId", type, body, "createdAt", "nextAttemptAt", attempts, "deliveredAt")
     SELECT 'msg_' || i, 'a' || (1 + i % 40), 'connection.revoked', '{}', ${ago("(i % 310) / 10.0")},
       CASE WHEN i % 100 = 0 THEN ${now} + (i % 7 - 1) * interval '1 hour' END, 1, CASE WHEN i % 100 > 0 THEN ${now} END
     FROM ${series(60_000)}`,
  `INSERT INTO "QueuedMail" (id, kind, sealed, "expiresAt", "nextAttemptAt")
     SELECT 'm' || i, 'notice', 'sealed', ${now} + interval '1 day', ${now} + (i % 60 - 3) * interval '1 minute'
     FROM ${series(20_000)}`,
  `INSERT INTO "Journey" (id, "browserDigest", goal, "lastSeenAt")
     SELECT 'j' || i, md5('browser' || i), 'app', ${ago("(i % 75) / 10.0")} FROM ${series(40_000)}`,
  // Only some accounts have something coming: the others had their turn.
  `DELETE FROM "PerksTurn"`,
  `INSERT INTO "PerksTurn" ("userId", "dueAt")
     SELECT 'u' || i, ${now} + (i % 2000 - 3) * interval '1 hour' FROM ${series(80_000)}`,
];

/** Fills an empty, migrated database with a portal of some years. @param scale 1: about 1.4 million rows in all */
export async function fillDatabase(databaseUrl: string, scale: number): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    // Nobody listens and no row is wrong: what each row would set off is not what is measured.
    await client.query("SET session_replication_role = replica; SET synchronous_commit = off");
    const sizes = {
      series: (rows: number) => `generate_series(1, ${rowsOf(rows, scale)}) AS i`,
      people: rowsOf(150_000, scale),
      printers: rowsOf(250_000, scale),
    };
    for (const statement of [...fillConnections(sizes), ...fillRecords(sizes)]) await client.query(statement);
    await client.query("ANALYZE");
  } finally {
    await client.end();
  }
}
