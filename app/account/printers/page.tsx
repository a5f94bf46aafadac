import { AccountFrame } from "@/components/account/account-frame";
import { EmptyAccount } from "@/components/account/empty-account";
import { OnlineTag } from "@/components/journey/online-tag";
import { Actions } from "@/components/journey/step-frame";
import { ButtonLink } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { LinkRow, Rows } from "@/components/ui/rows";
import { t } from "@/lib/messages/messages";
import { listPrinters } from "@/lib/printers/printer-store";
import { requireUser } from "@/lib/web/account-request";
import { pageTitle } from "@/lib/web/page-title";
import { first, type SearchParams } from "@/lib/web/search-params";

export const generateMetadata = () => pageTitle(t("yourAccount.printers"));

/** The printers of the account. */
export default async function PrintersPage({ searchParams }: { searchParams: SearchParams }) {
  const { user } = await requireUser("/account/printers");
  const printers = await listPrinters(user.id);
  const removed = first((await searchParams).removed);
  return (
    <AccountFrame step="account-printers" title={t("yourAccount.printers")}>
      {removed === "removed" && (
        <div className="mb-4">
          <Notice tone="good" live>
            {t("yourPrinters.removed")}
          </Notice>
        </div>
      )}
      {removed === "key_left" && (
        <div className="mb-4">
          <Notice tone="warn" live>
            {t("yourPrinters.removedKeyLeft")}
          </Notice>
        </div>
      )}
      {printers.length > 0 && (
        <Rows>
          {printers.map(({ publicId, name, platform, ...state }) => (
            <LinkRow
              key={publicId}
              href={`/account/printers/${publicId}`}
              label={<bdi>{name}</bdi>}
              detail={
                <>
                  <span className="block">{t(`printer.kinds.${platform}`)}</span>
                  <OnlineTag {...state} />
                </>
              }
            />
          ))}
        </Rows>
      )}
      {printers.length === 0 ? (
        <EmptyAccount add={t("yourPrinters.add")} />
      ) : (
        <Actions>
          <ButtonLink look="outline" href="/getstarted">
            {t("yourPrinters.add")}
          </ButtonLink>
        </Actions>
      )}
    </AccountFrame>
  );
}
