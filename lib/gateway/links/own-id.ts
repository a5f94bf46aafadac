import { randomToken } from "@/lib/random";

/**
 * An id for a machine that says one which another machine has. It has the form of a printer's id, so that pages and
 * apps can name it, and nobody has it from the printer's side (docs/printer-protocol.md#32-identity).
 */
export const newOwnId = (): string => randomToken(48);

/** What a machine says itself. */
export const saidIdOf = (row: { publicId: string; saidId: string | null }): string => row.saidId ?? row.publicId;

/** The rows of all machines that say an id: the one that has it, and claims. An id given here nobody can say. */
export const saying = (saidId: string) => ({ OR: [{ publicId: saidId, saidId: null }, { saidId }] });
