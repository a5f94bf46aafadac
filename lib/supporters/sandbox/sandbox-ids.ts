/** Ids of the sandbox begin with this, so that nothing takes them for Stripe's. */
export const SANDBOX_PREFIX = "sandbox_";

/** The sandbox's id of a checkout of ours, and of the subscription that it leads to. */
export const sandboxId = (checkoutId: string) => `${SANDBOX_PREFIX}${checkoutId}`;

export const ownId = (externalId: string) => externalId.slice(SANDBOX_PREFIX.length);
