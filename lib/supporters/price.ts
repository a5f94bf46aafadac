/** What Supporter Perks cost, as shown before the checkout. */
export const MONTHLY_PRICE = "$3.99";
