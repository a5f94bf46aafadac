import { accountByEmail } from "@/lib/accounts/account-store";
import { invite, withdrawPerks } from "@/lib/accounts/registration/invitation-store";
import { failure, ok, type Result } from "@/lib/result";
import type { SupportersCommand } from "@/lib/supporters/command/parse-supporters-command";
import { grantPerks, listEntitlements, revokeGrants, type ListedEntitlement } from "@/lib/supporters/entitlement-store";
import { settleSoon } from "@/lib/supporters/lapse/settle-perks";
import type { PerksState } from "@/lib/supporters/perks-state";
import { graceLine } from "@/lib/supporters/perks-store";
import { revokeSandbox } from "@/lib/supporters/sandbox/revoke-sandbox";
import { liveSubscription } from "@/lib/supporters/subscription-store";
import { supporterState } from "@/lib/supporters/supporter-state";

const date = (time: Date) => time.toISOString().slice(0, 10);

function sentenceOf(email: string, state: PerksState): string {
  switch (state.kind) {
    case "everyone":
      return `${email} has Supporter Perks, as everybody has here.`;
    case "active":
      return `${email} has Supporter Perks until ${date(state.endsAt)}${state.renews ? ", and they renew" : ""}.`;
    case "grace":
      return `${email} had Supporter Perks until ${date(state.endsAt)}; apps work until ${date(state.until)}.`;
    case "lapsed":
      return `${email} had Supporter Perks until ${date(state.endsAt)}.`;
    case "none":
      return `${email} never had Supporter Perks.`;
  }
}

const lineOf = ({ source, startsAt, endsAt, renews, revokedAt, reason }: ListedEntitlement): string =>
  [
    source.padEnd(8),
    `${date(startsAt)} to ${date(endsAt)}`,
    ...(renews ? ["renews"] : []),
    ...(revokedAt ? [`ended early on ${date(revokedAt)}`] : []),
    ...(reason ? [reason] : []),
  ].join("  ");

async function revoke(email: string, userId: string): Promise<string> {
  const count = (await revokeGrants(userId)) + (await revokeSandbox(userId));
  const live = await liveSubscription(userId);
  const paid = live ? " A subscription that is paid for goes on: cancel it at the payment provider." : "";
  return `${count > 0 ? `What was granted to ${email} was taken back.` : `Nothing was granted to ${email}.`}${paid}\n`;
}

/** What can be done about somebody who has no account yet. */
async function beforeAccount(
  command: Exclude<SupportersCommand, { verb: "list" }>,
): Promise<Result<{ text: string }, string>> {
  const { verb, email } = command;
  if (verb === "grant") {
    await invite(email, { endsAt: command.endsAt, reason: command.reason });
    const until = date(command.endsAt);
    return ok({ text: `${email} is invited, and has Supporter Perks until ${until} once there is an account.\n` });
  }
  if (verb === "revoke" && (await withdrawPerks(email)))
    return ok({ text: `What was granted to ${email} was taken back; the invitation stays.\n` });
  return failure(`There is no account for ${email}. The person makes one by signing in once.`);
}

/** Carries out a command about supporters. @returns what to print, or a sentence why not */
export async function runSupportersCommand(command: SupportersCommand): Promise<Result<{ text: string }, string>> {
  if (command.verb === "list") {
    const all = await listEntitlements({ since: graceLine() });
    return ok({
      text:
        all.length > 0
          ? all.map((item) => `${item.email}  ${lineOf(item)}\n`).join("")
          : "No account has Supporter Perks.\n",
    });
  }
  const { email } = command;
  const account = await accountByEmail(email);
  if (!account) return beforeAccount(command);
  if (command.verb === "show") {
    const lines = (await listEntitlements({ userId: account.id })).map((item) => `  ${lineOf(item)}\n`);
    return ok({ text: `${sentenceOf(email, await supporterState(account.id))}\n${lines.join("")}` });
  }
  if (command.verb === "grant")
    await grantPerks({ userId: account.id, endsAt: command.endsAt, reason: command.reason });
  const text =
    command.verb === "grant"
      ? `${email} has Supporter Perks until ${date(command.endsAt)}.\n`
      : await revoke(email, account.id);
  // The mails that follow from it are sent by the server: in evaluation mode its outbox is its own.
  await settleSoon();
  return ok({ text });
}
