import { headers } from "next/headers";
import { AccountFrame } from "@/components/account/account-frame";
import { Devices } from "@/components/account/devices";
import { LinkedIdentities } from "@/components/account/linked-identities";
import { Passkeys } from "@/components/account/passkeys";
import { BrowserProof } from "@/components/ui/browser-proof";
import { Notice } from "@/components/ui/notice";
import { LinkRow, PartTitle, Rows } from "@/components/ui/rows";
import { passwordOf } from "@/lib/accounts/account-store";
import { linkableProviders } from "@/lib/accounts/identities/linkable-providers";
import { listPasskeys } from "@/lib/accounts/passkeys/passkey-store";
import { relyingParty } from "@/lib/accounts/passkeys/relying-party";
import { secondFactorState } from "@/lib/accounts/second-factor/second-factor-store";
import { listSignedIn } from "@/lib/accounts/signed-in-store";
import { onDate } from "@/lib/messages/calendar-date";
import { t } from "@/lib/messages/messages";
import { requireUser } from "@/lib/web/account-request";
import { wantedProof } from "@/lib/web/browser-proof";
import { errorText } from "@/lib/web/form-error";
import { pageTitle, type Titled } from "@/lib/web/page-title";
import { first, type SearchParams } from "@/lib/web/search-params";

export const generateMetadata = ({ searchParams }: Titled) => pageTitle(t("security.title"), searchParams);

const DONE = {
  device: "security.doneSignedOut",
  others: "security.doneOthers",
  password: "security.donePassword",
  email: "security.doneEmail",
  passkey: "passkeys.added",
  noPasskey: "passkeys.removed",
  off: "security.doneSecondOff",
  linked: "identities.linkedNow",
  unlinked: "identities.unlinkedNow",
} as const;

/** How the person signs in, and where they are signed in now. */
export default async function SecurityPage({ searchParams }: { searchParams: SearchParams }) {
  const { user, session } = await requireUser("/account/security");
  const [password, second, devices] = await Promise.all([
    passwordOf(user.email),
    secondFactorState(user.id),
    listSignedIn(user.id),
  ]);
  const query = await searchParams;
  const formError = await errorText(searchParams);
  const wanted = await wantedProof();
  const ways = await linkableProviders(user.id, (await headers()).get("user-agent"));
  const provider = ways.find(({ id, linkedAt }) => linkedAt && id === first(query.provider))?.name;
  const said = first(query.done) ?? first(query.identity) ?? "";
  const done = said === "linked" && !provider ? "" : said;
  return (
    <AccountFrame step="account-security" title={t("security.title")}>
      <BrowserProof wanted={wanted} />
      {formError && (
        <div className="mb-5">
          <Notice tone="bad">{formError.text}</Notice>
        </div>
      )}
      {!formError && Object.hasOwn(DONE, done) && (
        <div className="mb-5">
          <Notice tone="good" live>
            {t(DONE[done as keyof typeof DONE], { email: user.email, provider: provider ?? "" })}
          </Notice>
        </div>
      )}
      <section className="[&>h2]:mt-0">
        <PartTitle>{t("security.signIn")}</PartTitle>
        <Rows>
          <LinkRow href="/account/security/email" label={t("security.email")} detail={<bdi>{user.email}</bdi>} />
          <LinkRow
            href="/account/security/password"
            label={t("security.password")}
            detail={t(password?.passwordHash ? "security.passwordSet" : "security.passwordNone")}
          />
          <LinkRow
            href="/account/security/second-factor"
            label={t("security.second")}
            detail={
              second.since
                ? t("security.secondOn", { date: onDate(second.since), left: second.keysLeft })
                : t("security.secondOff")
            }
          />
        </Rows>
      </section>
      <Passkeys passkeys={await listPasskeys(user.id)} canAdd={relyingParty() !== undefined} />
      <LinkedIdentities ways={ways} />
      <PartTitle>{t("security.devices")}</PartTitle>
      <p className="mb-3 text-small text-soft">{t("security.devicesLead")}</p>
      <Devices devices={devices} here={session.sessionId} />
    </AccountFrame>
  );
}
