import { passwordOf, startSession } from "@/lib/accounts/account-store";
import { emailAddress } from "@/lib/accounts/email-address";
import { noteTrail } from "@/lib/accounts/note-trail";
import { passwordMatches } from "@/lib/accounts/password-hash";
import { writeAudit } from "@/lib/audit/audit-store";
import { resetLimit, takeFromLimits } from "@/lib/http/rate-limit-store";
import { failure, ok, type Result } from "@/lib/result";

/** Signs in with a password. Unknown address, no password and wrong password are one answer, in one time (ASVS 6.3.8). */
export async function signInWithPassword(input: { email: string; password: string; address: string }): Promise<
  Result<{ userId: string; sessionToken: string }, "password_wrong"> | { ok: false; error: "too_many"; retryAfterSeconds: number }
> {
  const email = emailAddress(input.email) ?? "";
  const limit = await takeFromLimits([
    ["passwordsPerAddress", input.address],
    ["passwordsPerMailboxAndAddress", `${email} ${input.address}`],
    ["passwordsPerMailbox", email],
  ]);
  if (!limit.ok) {
    if (limit.justUsedUp) noteTrail(email, { kind: "limit_hit", address: input.address, detail: "password" });
    return { ok: false, error: "too_many", retryAfterSeconds: limit.retryAfterSeconds };
  }
  const found = await passwordOf(email);
  if (!(await passwordMatches(found?.passwordHash, input.password)) || !found) {
    noteTrail(email, { kind: "password_failed", address: input.address });
    return failure("password_wrong");
  }
  const sessionToken = await startSession(found.id);
  await resetLimit("passwordsPerMailboxAndAddress", `${email} ${input.address}`);
  await writeAudit({ userId: found.id, kind: "signed_in", address: input.address, detail: "password" });
  return ok({ userId: found.id, sessionToken });
}
