import { updateJourney } from "@/lib/journey/journey-store";
import type { ConsentChoice } from "@/lib/journey/read/consent-choice";

/*
 * Everything that a person's actions write to their journey, beside its beginning and its end: the other side of
 * `nextStep`, which reads it. What was typed and not taken is kept as `draft`, to be shown in its field again.
 */

/** A code was mailed. @param resetting to choose a new password with, not only to sign in */
export const codeSent = (id: string, email: string, resetting: boolean) =>
  updateJourney(id, { email, resetting, draft: { email } });

/** An address was typed, and nothing came of it. */
export const emailTyped = (id: string, email: string) => updateJourney(id, { draft: { email } });

/** A provider vouched for an address whose account it is not linked to. */
export const linkMissed = (id: string, email: string, provider: string) =>
  updateJourney(id, { draft: { email, provider } });

/** How long this browser stays signed in. */
export const stayChosen = (id: string, staySignedIn: boolean) => updateJourney(id, { staySignedIn });

/** Another address is to be typed. */
export const emailDiscarded = (id: string) => updateJourney(id, { email: null });

/** The person signed in, in whatever way. Who that is, the sign-in itself writes. */
export const signedIn = (id: string) => updateJourney(id, { draft: {} });

/**
 * The account that was signed in before acts in this journey: from now on it is that account's. It has proven nothing
 * here, so no password is set anew.
 */
export const accountAccepted = (id: string, userId: string) => updateJourney(id, { userId, resetting: false });

/** The forgotten password is set anew, or stays what it was. */
export const resetEnded = (id: string) => updateJourney(id, { resetting: false });

/** A right linking code: the printer is to be confirmed. */
export const printerFound = (id: string, printerId: string) =>
  updateJourney(id, { foundPrinter: printerId, draft: {} });

/** A wrong linking code. */
export const linkingCodeTyped = (id: string, linkingCode: string) => updateJourney(id, { draft: { linkingCode } });

/** The code that the QR code carried is entered for the person: once, whatever comes of it. */
export const carriedCodeEntered = (id: string, linkingCode: string) =>
  updateJourney(id, { carriedCode: null, draft: { linkingCode } });

/** It is not the one, and another is looked for. @param refused what it was */
export const printerDiscarded = (id: string, refused: string | undefined) =>
  updateJourney(id, { foundPrinter: null, draft: {}, ...(refused && { refusedPrinters: { push: refused } }) });

/** The found printer is another account's by now, or was removed. */
export const printerGone = (id: string) => updateJourney(id, { foundPrinter: null });

/** A name was typed for it, and not taken. */
export const printerNameTyped = (id: string, printerName: string) => updateJourney(id, { draft: { printerName } });

/** The found printer is the account's, and the one that the person will want. */
export const printerAdded = (id: string, printerId: string) =>
  updateJourney(id, {
    foundPrinter: null,
    chosenPrinter: printerId,
    addingPrinter: false,
    printerWaived: true,
    draft: {},
  });

/** Another printer is to be added. */
export const addingBegun = (id: string) => updateJourney(id, { addingPrinter: true });

/** The person goes on with a printer they have; the one that the app named is let go. */
export const ownPrintersKept = (id: string) =>
  updateJourney(id, { addingPrinter: false, printerWaived: true, foundPrinter: null });

/** The printer that consent is to show as chosen, after what comes between. */
export const printerChosen = (id: string, printerId: string) => updateJourney(id, { chosenPrinter: printerId });

/** What was decided at consent beside the printer: kept for the step of the OctoPrint key. */
export const consentChosen = (id: string, choice: ConsentChoice) => updateJourney(id, choice);
