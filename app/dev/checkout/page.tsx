import { notFound } from "next/navigation";
import { Actions, Heading, Sheet } from "@/components/flow/step-frame";
import { Button } from "@/components/ui/button";
import { Form } from "@/components/ui/form";
import { Notice } from "@/components/ui/notice";
import { first, type SearchParams } from "@/lib/http/journey-request";
import { t } from "@/lib/messages/messages";
import { checkoutBack } from "@/lib/supporters/checkout-url";
import { MONTHLY_PRICE } from "@/lib/supporters/price";

/** Evaluation mode: stands in for a payment provider's checkout. */
export default async function SandboxCheckout({ searchParams }: { searchParams: SearchParams }) {
  const query = await searchParams;
  const [back, signature] = [first(query.back), first(query.signature)];
  if (!checkoutBack({ back, signature })) notFound();
  const params = new URLSearchParams({ back: back ?? "", signature: signature ?? "" });
  return (
    <Sheet step="sandbox-checkout">
      <Heading title={t("checkout.title")} />
      <div className="flex flex-col gap-4">
        <Notice tone="warn"><b>{t("checkout.mark")}.</b> {t("checkout.lead")}</Notice>
        <div className="flex items-baseline justify-between gap-4 rounded-card border border-line bg-card px-[18px] py-4 sm:bg-paper"><span>{t("checkout.item")}</span><b>{MONTHLY_PRICE}</b></div>
      </div>
      <Actions>
        <Form action={`/dev/checkout/pay?${params}`}><Button>{t("checkout.pay")}</Button></Form>
        <Form action={`/dev/checkout/decline?${params}`}><Button look="quiet">{t("checkout.decline")}</Button></Form>
      </Actions>
    </Sheet>
  );
}
