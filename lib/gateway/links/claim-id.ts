const MARK = "~";

/**
 * Id of the row of a second machine that says an unowned printer's id: a claim of its own, beside the first one's. No
 * printer has such an id, nor can anybody ask for one (docs/printer-protocol.md#7-security).
 */
export const claimId = (publicId: string, keyDigest: string): string => `${publicId}${MARK}${keyDigest.slice(0, 16)}`;

/** What the ids of all claims of a printer's id begin with, but the first one's. */
export const claimsOf = (publicId: string): string => `${publicId}${MARK}`;

/** The id that a machine says itself. @param id of a row */
export const publicIdOfClaim = (id: string): string => id.split(MARK)[0] ?? id;
