import { headers } from "next/headers";
import { AccountFrame } from "@/components/account/account-frame";
import { OutsideAccounts } from "@/components/account/outside-accounts";
import { Notice } from "@/components/ui/notice";
import { outsideWays } from "@/lib/accounts/outside/outside-ways";
import { openAccount } from "@/lib/http/account-request";
import { refusalText } from "@/lib/http/form-error";
import { first, type SearchParams } from "@/lib/http/journey-request";
import { t } from "@/lib/messages/messages";

/** How the account is signed in to. */
export default async function SecurityPage({ searchParams }: { searchParams: SearchParams }) {
  const { user } = await openAccount("/account/security");
  const refused = await refusalText(searchParams);
  const done = first((await searchParams).outside);
  return (
    <AccountFrame step="account-security" title={t("yourAccount.security")}>
      {refused && <Notice tone="bad">{refused.text}</Notice>}
      {!refused && done === "joined" && <Notice tone="good" live>{t("outside.joinedNow")}</Notice>}
      {!refused && done === "parted" && <Notice tone="good" live>{t("outside.partedNow")}</Notice>}
      <OutsideAccounts ways={await outsideWays(user.id, (await headers()).get("user-agent"))} />
    </AccountFrame>
  );
}
