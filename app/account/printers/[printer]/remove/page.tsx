import { notFound } from "next/navigation";
import { AccountFrame } from "@/components/account/account-frame";
import { Actions } from "@/components/journey/step-frame";
import { isolated } from "@/components/ui/bold";
import { Button, ButtonLink } from "@/components/ui/button";
import { eachIsolated } from "@/components/ui/each-isolated";
import { Facts } from "@/components/ui/facts";
import { Form } from "@/components/ui/form";
import { listLivingConnections } from "@/lib/connections/account-connection-store";
import { listWords } from "@/lib/messages/list-words";
import { t } from "@/lib/messages/messages";
import { getPrinterByPublicId } from "@/lib/printers/printer-store";
import { requireUser } from "@/lib/web/account-request";
import { currentUser } from "@/lib/web/current-user";
import { pageTitle } from "@/lib/web/page-title";

/** What will stop working, before a printer is removed. */
export default async function RemovePrinterPage({ params }: { params: Promise<{ printer: string }> }) {
  const { printer: publicId } = await params;
  const path = `/account/printers/${publicId}`;
  const { user } = await requireUser(`${path}/remove`);
  const printer = await getPrinterByPublicId(user.id, publicId);
  if (!printer) notFound();
  const apps = [
    ...new Set((await listLivingConnections(user.id, { printerId: printer.printerId })).map(({ appName }) => appName)),
  ];
  return (
    <AccountFrame
      step="account-printer-remove"
      back={{ href: path, label: <bdi>{printer.name}</bdi> }}
      title={t.rich("yourPrinters.removeTitle", { printer: printer.name, n: isolated })}
    >
      <Facts
        facts={[
          {
            icon: "shield",
            text: apps.length
              ? t.rich("yourPrinters.removeApps", { apps: listWords(apps), count: apps.length, n: eachIsolated(apps) })
              : t("yourPrinters.removeNoApps"),
          },
          { icon: "printer", text: t("yourPrinters.removePrinter") },
          { icon: "arrow", text: t("yourPrinters.removeMove") },
        ]}
      />
      <Actions>
        <Form action={`${path}/unlink`}>
          <Button look="danger">{t("yourPrinters.removeConfirm")}</Button>
        </Form>
        <ButtonLink look="quiet" href={path}>
          {t("yourPrinters.keep")}
        </ButtonLink>
      </Actions>
    </AccountFrame>
  );
}

/** Names the printer, for its owner only. */
export async function generateMetadata({ params }: Parameters<typeof RemovePrinterPage>[0]) {
  const user = await currentUser();
  const printer = user && (await getPrinterByPublicId(user.id, (await params).printer));
  if (!printer) return pageTitle(t("yourAccount.printers"));
  return pageTitle(t.markup("yourPrinters.removeTitle", { printer: printer.name, n: (name) => name }));
}
