import { z } from "zod";

/** What Stripe is spoken to with. */
export type StripeSettings = {
  secretKey: string;
  webhookSecret: string;
  /** Ids of the prices at Stripe. */
  prices: { month: string; year: string | undefined };
  /** Another host that speaks Stripe's API, for tests: an origin on loopback. */
  apiUrl: string | undefined;
};

/** How perks come about. */
export type PaymentSettings = {
  /** Undefined: no payments through Stripe. */
  stripe: StripeSettings | undefined;
  /** What is shown as the price, with its currency. */
  priceTexts: { month: string; year: string | undefined };
  /** How many days perks hold on after an end that came by itself. */
  graceDays: number;
  /** Everybody has perks without paying: for a portal at home. */
  everyoneSupports: boolean;
};

const LOOPBACK_ORIGIN = /^http:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

/** The settings of payments, as they are in the environment. */
export const PAYMENT_FIELDS = {
  STRIPE_SECRET_KEY: z
    .string()
    .regex(/^(sk|rk)_[A-Za-z0-9_]+$/, "must be a secret key of Stripe, which begins with sk_ or rk_")
    .optional(),
  STRIPE_WEBHOOK_SECRET: z
    .string()
    .regex(/^whsec_\S+$/, "must be the signing secret of a webhook of Stripe, which begins with whsec_")
    .optional(),
  STRIPE_PRICE_MONTHLY: z
    .string()
    .regex(/^price_\S+$/, "must be the id of a price at Stripe, which begins with price_")
    .optional(),
  STRIPE_PRICE_YEARLY: z
    .string()
    .regex(/^price_\S+$/, "must be the id of a price at Stripe, which begins with price_")
    .optional(),
  /** Another host that speaks Stripe's API, for tests. */
  STRIPE_API_URL: z
    .string()
    .regex(LOOPBACK_ORIGIN, "must be an origin on loopback such as http://127.0.0.1:12111: it is for tests")
    .optional(),
  PRICE_MONTHLY: z.string().max(20, "must be at most 20 characters long").optional(),
  PRICE_YEARLY: z.string().max(20, "must be at most 20 characters long").optional(),
  GRACE_DAYS: z.coerce
    .number("must be a number")
    .int("must be a whole number")
    .min(0, "must be from 0 to 30")
    .max(30, "must be from 0 to 30")
    .default(3),
  SUPPORTERS: z.enum(["everyone", "payers"], "must be everyone or payers").default("payers"),
};

type Given = z.infer<z.ZodObject<typeof PAYMENT_FIELDS>>;

const NEEDED = {
  STRIPE_SECRET_KEY: "Stripe's secret key",
  STRIPE_WEBHOOK_SECRET: "the signing secret of the webhook at Stripe",
  STRIPE_PRICE_MONTHLY: "the id of the monthly price at Stripe",
  PRICE_MONTHLY: "the monthly price that people read, such as $3.99",
} as const;

/** What is missing beside the settings for Stripe that are there. One sentence each; none without Stripe. Pure. */
export function paymentProblems(given: Given): string[] {
  if (
    ![
      given.STRIPE_SECRET_KEY,
      given.STRIPE_WEBHOOK_SECRET,
      given.STRIPE_PRICE_MONTHLY,
      given.STRIPE_PRICE_YEARLY,
      given.STRIPE_API_URL,
    ].some(Boolean)
  )
    return [];
  const needed = (Object.keys(NEEDED) as (keyof typeof NEEDED)[])
    .filter((name) => !given[name])
    .map((name) => `${name} is missing: ${NEEDED[name]}.`);
  if (given.STRIPE_PRICE_YEARLY && !given.PRICE_YEARLY)
    needed.push("PRICE_YEARLY is missing: the yearly price that people read, such as $39.");
  if (given.PRICE_YEARLY && !given.STRIPE_PRICE_YEARLY)
    needed.push("STRIPE_PRICE_YEARLY is missing: the id of the yearly price at Stripe.");
  return needed;
}

/** The settings of payments, complete. Pure. @param given without {@link paymentProblems} */
export function paymentSettings(given: Given, mode: "evaluation" | "production"): PaymentSettings {
  const { STRIPE_SECRET_KEY: secretKey, STRIPE_WEBHOOK_SECRET: webhookSecret, STRIPE_PRICE_MONTHLY: month } = given;
  const stripe =
    secretKey && webhookSecret && month
      ? { secretKey, webhookSecret, prices: { month, year: given.STRIPE_PRICE_YEARLY }, apiUrl: given.STRIPE_API_URL }
      : undefined;
  // The sandbox shows both choices; a price of real money is never made up.
  const sandboxYear = mode === "evaluation" && !stripe ? "$39" : undefined;
  return {
    stripe,
    priceTexts: { month: given.PRICE_MONTHLY ?? "$3.99", year: given.PRICE_YEARLY ?? sandboxYear },
    graceDays: given.GRACE_DAYS,
    everyoneSupports: given.SUPPORTERS === "everyone",
  };
}
