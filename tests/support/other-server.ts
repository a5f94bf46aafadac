import readline from "node:readline";
import { revokeConsent } from "@/lib/connections/revoke-consent";

// For tests: another server on the same database. It revokes the consents that it reads of, one a line, and says so.
for await (const line of readline.createInterface({ input: process.stdin })) {
  const { consentId, userId } = JSON.parse(line) as { consentId: string; userId: string };
  process.stdout.write(`${await revokeConsent({ consentId, userId, address: "unknown" })}\n`);
}
process.exit(0);
