/** Reason of a close that says: the printer was removed from its account. Ours, additive; plugins do not look at it. */
export const UNLINKED = "unlinked";
