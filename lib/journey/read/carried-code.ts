import { seal, unseal } from "@/lib/seal";

const PURPOSE = "carried linking code";

/** A linking code that the printer's QR code carried, as a journey keeps it until its person has signed in. */
export const sealCarriedCode = (code: string): string => seal(PURPOSE, "", code);

/** @returns undefined when it was sealed under another server's secret */
export const readCarriedCode = (sealed: string): string | undefined => unseal(PURPOSE, "", sealed);
