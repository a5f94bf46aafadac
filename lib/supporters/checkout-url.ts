import { keyedDigest, sameDigest } from "@/lib/digest";
import { env } from "@/lib/env";

const signature = (back: string) => keyedDigest("checkout-back", back).slice(0, 32);

/**
 * Where a person pays. Evaluation mode has a sandbox page; without a payment provider there is no checkout.
 * @param back path on this origin to come back to, signed so that nobody else can choose it
 * @returns undefined when this portal has no way to pay
 */
export function checkoutUrl(back: string): string | undefined {
  return env().mode === "evaluation" ? `/dev/checkout?${new URLSearchParams({ back, signature: signature(back) })}` : undefined;
}

/** The path to come back to from a checkout address of ours; undefined when it was not made by us. */
export function checkoutBack(query: { back?: string | undefined; signature?: string | undefined }): string | undefined {
  return query.back && query.signature && sameDigest(query.signature, signature(query.back)) ? query.back : undefined;
}
