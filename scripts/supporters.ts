import { parseArgs } from "node:util";
import { accountByEmail } from "@/lib/accounts/account-store";
import { emailAddress } from "@/lib/accounts/email-address";
import { openDatabase } from "@/lib/db/open-database";
import { addPerks, revokePerks } from "@/lib/supporters/entitlement-store";

const USAGE = `Usage:
  npm run supporters -- grant EMAIL --days N    Supporter Perks for N days from now
  npm run supporters -- revoke EMAIL            take them back`;

type Answer = { code: number; text: string };

async function carryOut(command: "grant" | "revoke", email: string, days: number): Promise<Answer> {
  const account = await accountByEmail(email);
  if (!account) return { code: 1, text: `There is no account for ${email}. The person makes one by signing in once.` };
  if (command === "revoke") {
    const count = await revokePerks(account.id);
    return { code: 0, text: count > 0 ? `${email} has no Supporter Perks any more.` : `${email} had no Supporter Perks.` };
  }
  const endsAt = await addPerks({ userId: account.id, days, source: "grant" });
  return { code: 0, text: `${email} has Supporter Perks until ${endsAt.toISOString().slice(0, 10)}.` };
}

/** @returns exit code and sentence */
async function main(args: string[]): Promise<Answer> {
  let parsed;
  try {
    parsed = parseArgs({ args, allowPositionals: true, options: { days: { type: "string" } } });
  } catch (error) {
    return { code: 2, text: `${error instanceof Error ? error.message : String(error)}\n${USAGE}` };
  }
  const [command, address = "", ...more] = parsed.positionals;
  const email = emailAddress(address);
  if ((command !== "grant" && command !== "revoke") || more.length > 0) return { code: 2, text: USAGE };
  if (!email) return { code: 2, text: `"${address}" is not an e-mail address.` };
  const days = Number(parsed.values.days);
  if (command === "grant" && !(Number.isInteger(days) && days >= 1 && days <= 36_500)) return { code: 2, text: "--days takes a whole number from 1 to 36500." };
  const database = await openDatabase();
  try {
    return await carryOut(command, email, days);
  } finally {
    await database.close();
  }
}

const { code, text } = await main(process.argv.slice(2)).catch((error: unknown) => ({ code: 1, text: error instanceof Error ? error.message : String(error) }));
(code === 0 ? process.stdout : process.stderr).write(`${text}\n`);
process.exitCode = code;
