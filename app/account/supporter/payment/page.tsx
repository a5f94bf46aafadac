import { redirect } from "next/navigation";
import { AccountFrame } from "@/components/account/account-frame";
import { PaymentWait } from "@/components/supporters/payment-wait";
import { BackLink } from "@/components/ui/back";
import { t } from "@/lib/messages/messages";
import { askAboutCheckout, isLongAwaited } from "@/lib/supporters/checkout/ask-about-checkout";
import { findCheckout } from "@/lib/supporters/checkout/checkout-store";
import { isPaymentKnown } from "@/lib/supporters/checkout/payment-known";
import { requireUser } from "@/lib/web/account-request";
import { pageTitle } from "@/lib/web/page-title";
import { first, type SearchParams } from "@/lib/web/search-params";

export const generateMetadata = () => pageTitle(t("payment.title"));

/** Back from paying, outside of a journey, and the payment is not known yet. */
export default async function AwaitedPayment({ searchParams }: { searchParams: SearchParams }) {
  const { user } = await requireUser("/account/supporter");
  const checkout = await findCheckout(first((await searchParams).checkout) ?? "", user.id);
  if (!checkout) redirect("/account/supporter");
  await askAboutCheckout(checkout);
  if (await isPaymentKnown(user.id)) redirect(checkout.back);
  const state = isLongAwaited(checkout) ? "long" : "waiting";
  const query = new URLSearchParams({ checkout: checkout.id });
  return (
    <AccountFrame
      step="payment"
      back={false}
      title={t(state === "long" ? "payment.longTitle" : "payment.title")}
      lead={<p>{t(state === "long" ? "payment.longLead" : "payment.lead")}</p>}
    >
      <PaymentWait
        state={state}
        stateUrl={`/account/supporter/payment/state?${query}`}
        again={`/account/supporter/payment?${query}`}
        back={<BackLink href={checkout.back}>{t("payment.back")}</BackLink>}
      />
    </AccountFrame>
  );
}
