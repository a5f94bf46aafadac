import { accountByEmail } from "@/lib/accounts/account-store";
import type { AccountsCommand } from "@/lib/accounts/command/parse-accounts-command";
import {
  invite,
  listInvitations,
  withdrawInvitation,
  type Invitation,
} from "@/lib/accounts/registration/invitation-store";
import { isOpenToAll } from "@/lib/accounts/registration/may-register";
import { removeSecondFactor } from "@/lib/accounts/second-factor/second-factor-store";
import { env } from "@/lib/env";
import { failure, ok, type Result } from "@/lib/result";

const date = (time: Date) => time.toISOString().slice(0, 10);

async function invitations(): Promise<string> {
  const all = await listInvitations();
  if (all.length === 0) return "Nobody is invited who has no account yet.\n";
  const lineOf = ({ email, createdAt, perks }: Invitation) =>
    [email, `invited on ${date(createdAt)}`, ...(perks ? [`perks until ${date(perks.endsAt)}`] : [])].join("  ");
  return all.map((one) => `${lineOf(one)}\n`).join("");
}

/** Invites somebody. @returns what came of it, and what an operator may have overlooked */
async function inviteSomebody(email: string): Promise<Result<{ text: string }, string>> {
  if (await accountByEmail(email)) return failure(`${email} has an account.`);
  const isNew = await invite(email);
  const { who } = env().registration;
  const note =
    who === "closed"
      ? " They cannot make an account while REGISTRATION is closed."
      : isOpenToAll(env().registration)
        ? " Anybody can make an account here: see REGISTRATION."
        : "";
  return ok({ text: `${email} ${isNew ? "is invited, and hears of it by mail" : "was invited before"}.${note}\n` });
}

/** What the operator can do about accounts. @returns a sentence, or why it is not possible */
export async function runAccountsCommand(command: AccountsCommand): Promise<Result<{ text: string }, string>> {
  if (command.verb === "invitations") return ok({ text: await invitations() });
  if (command.verb === "invite") return inviteSomebody(command.email);
  if (command.verb === "withdraw")
    return (await withdrawInvitation(command.email))
      ? ok({ text: `${command.email} is not invited any more.\n` })
      : failure(`${command.email} is not invited.`);
  const account = await accountByEmail(command.email);
  if (!account) return failure("There is no account for this address.");
  // No browser stays: whoever is signed in may be the one who set it up.
  if (!(await removeSecondFactor({ userId: account.id, sessionId: "", address: "operator" })))
    return failure("This account has no second step.");
  return ok({ text: "The second step is off, all devices are signed out, and the portal mails the owner about it.\n" });
}
