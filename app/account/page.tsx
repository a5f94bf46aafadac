import { Actions, Heading, Sheet } from "@/components/flow/step-frame";
import { bold } from "@/components/ui/bold";
import { Button } from "@/components/ui/button";
import { Form } from "@/components/ui/form";
import { listTrail } from "@/lib/audit/audit-store";
import { currentUser } from "@/lib/http/current-user";
import { ago } from "@/lib/messages/relative-time";
import { t } from "@/lib/messages/messages";
import { listPrinters } from "@/lib/printers/printer-store";

/** What belongs to the account, and what was done with it (ASVS 16.3). */
export default async function AccountPage() {
  const user = await currentUser();
  if (!user) {
    return (
      <Sheet step="your-account">
        <Heading title={t("yourAccount.signInTitle")}><p>{t("yourAccount.signInLead")}</p></Heading>
        <Actions><Form action={`/getstarted/begin?${new URLSearchParams({ visit: "/account" })}`}><Button>{t("view.signIn")}</Button></Form></Actions>
      </Sheet>
    );
  }
  const [printers, trail] = await Promise.all([listPrinters(user.id), listTrail(user.id)]);
  const card = "rounded-card border border-line bg-card px-[18px] py-[5px] sm:bg-paper";
  return (
    <Sheet step="your-account">
      <Heading title={t("yourAccount.title")}><p>{t.rich("welcome.signedInAs", { email: user.email, b: bold })}</p></Heading>
      <h2 className="mb-2.5 font-semibold">{t("yourAccount.printers")}</h2>
      {printers.length === 0 && <p className="text-[0.94rem] text-soft">{t("yourAccount.noPrinters")}</p>}
      {printers.length > 0 && (
        <ul className={card}>
          {printers.map((printer) => (
            <li key={printer.rowId} className="border-t border-line first:border-t-0">
              <a href={`/view/${printer.printerId}`} className="flex min-h-12 items-center justify-between gap-4 font-medium">{printer.name}<span aria-hidden className="text-soft">›</span></a>
            </li>
          ))}
        </ul>
      )}
      <h2 className="mt-7 mb-2.5 font-semibold">{t("yourAccount.activity")}</h2>
      <ol className={card}>
        {trail.map((entry) => (
          <li key={entry.id} className="border-t border-line py-[9px] first:border-t-0">
            <span className="block">{t(`trail.${entry.kind}`, { app: entry.appName ?? t("trail.anApp"), printer: entry.printerName ?? t("trail.aPrinter") })}</span>
            <span className="text-[0.85rem] text-soft">{ago(entry.at)}{entry.address ? ` · ${entry.address}` : ""}</span>
          </li>
        ))}
      </ol>
      <Actions><Form action="/account/sign-out"><Button look="outline">{t("yourAccount.signOut")}</Button></Form></Actions>
    </Sheet>
  );
}
