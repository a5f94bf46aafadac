import { notFound } from "next/navigation";
import { Actions, Heading, Sheet } from "@/components/journey/step-frame";
import { PageTop } from "@/components/page/page-top";
import { Button } from "@/components/ui/button";
import { Form } from "@/components/ui/form";
import { Notice } from "@/components/ui/notice";
import { t } from "@/lib/messages/messages";
import { findCheckout } from "@/lib/supporters/checkout/checkout-store";
import { offers } from "@/lib/supporters/price";
import { currentUser } from "@/lib/web/current-user";
import { pageTitle } from "@/lib/web/page-title";
import { first, type SearchParams } from "@/lib/web/search-params";

export const generateMetadata = () => pageTitle(t("checkout.title"));

/** Evaluation mode: takes the place of a payment provider's checkout. */
export default async function SandboxCheckout({ searchParams }: { searchParams: SearchParams }) {
  const user = await currentUser();
  const checkout = user && (await findCheckout(first((await searchParams).checkout) ?? "", user.id));
  if (!checkout) notFound();
  const { id, interval, endedAt } = checkout;
  const query = new URLSearchParams({ checkout: id });
  return (
    <Sheet step="sandbox-checkout">
      <div className="mb-4">
        <PageTop />
      </div>
      <Heading title={t("checkout.title")} />
      <div className="flex flex-col gap-4">
        <Notice tone="warn">
          <b>{t("checkout.mark")}</b> {t("checkout.lead")}
        </Notice>
        {endedAt && <Notice tone="bad">{t("checkout.over")}</Notice>}
        <div
          className={
            "flex items-baseline justify-between gap-4 rounded-card border border-line bg-card px-[18px] " +
            "py-4 sm:bg-paper"
          }
        >
          <span>{t(`checkout.item.${interval}`)}</span>
          <b>{offers().find((offer) => offer.interval === interval)?.price}</b>
        </div>
      </div>
      <Actions>
        {!endedAt && (
          <Form action={`/dev/checkout/pay?${query}`}>
            <Button>{t("checkout.pay")}</Button>
          </Form>
        )}
        <Form action={`/dev/checkout/decline?${query}`}>
          <Button look="quiet">{t(endedAt ? "payment.back" : "checkout.decline")}</Button>
        </Form>
      </Actions>
    </Sheet>
  );
}
