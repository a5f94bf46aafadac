import { printerWords } from "@/components/account/connection-words";
import { eachIsolated } from "@/components/ui/each-isolated";
import { LinkRow, Rows } from "@/components/ui/rows";
import type { AppGroup } from "@/lib/connections/group-by-app";
import { listWords } from "@/lib/messages/list-words";
import { t } from "@/lib/messages/messages";

/** An app with one connection leads to that, one with several to its place among all. */
const placeOf = ({ appId, connections }: AppGroup) =>
  connections.length === 1 ? `/account/apps/${connections[0]?.consentId}` : `/account/apps#app-${appId}`;

const OnPrinters = ({ printers }: { printers: string[] }) =>
  t.rich("yourApps.onPrinters", { printers: listWords(printers), n: eachIsolated(printers) });

/** The apps that can reach the account's printers, each in a line. */
export function AppList({ groups }: { groups: AppGroup[] }) {
  return (
    <section>
      <h2 className="mt-6 mb-1 font-semibold">
        <a href="/account/apps" className="inline-flex min-h-11 items-center gap-2 no-underline">
          {t("yourAccount.apps")}
          <span aria-hidden className="text-soft">
            ›
          </span>
        </a>
      </h2>
      {groups.length === 0 ? (
        <p className="text-small text-soft">{t("yourAccount.appsNone")}</p>
      ) : (
        <Rows>
          {groups.map((group) => (
            <LinkRow
              key={group.appId}
              href={placeOf(group)}
              label={<bdi>{group.appName}</bdi>}
              detail={<OnPrinters printers={[...new Set(group.connections.map(printerWords))]} />}
            />
          ))}
        </Rows>
      )}
    </section>
  );
}
