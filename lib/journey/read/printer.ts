import { readCarriedCode } from "@/lib/journey/read/carried-code";
import type { Journey } from "@/lib/journey/read/load-journey";
import type { ReadView } from "@/lib/journey/read/view";
import { carriedCodeEntered, printerFound } from "@/lib/journey/transitions";
import type { ActionError } from "@/lib/messages/messages";
import { spellDigits } from "@/lib/printers/agents/agent-digits";
import { digitsToShow } from "@/lib/printers/agents/agent-digits-store";
import { findPrinterByCode } from "@/lib/printers/find-printer-by-code";
import { getFoundPrinter, type FoundPrinter } from "@/lib/printers/found-printer-store";
import { namedPrinter } from "@/lib/printers/named-printer";
import { unownedPrinterAppeared } from "@/lib/printers/network-store";
import {
  printerOfSetup,
  setupTokenToShow,
  wasSetupVoided,
  type SetupPlace,
} from "@/lib/printers/setup/setup-token-store";

/** What is asked beside the printer that the code or the line led to. `byLine`: it appeared by itself. */
export type ShownPrinter = FoundPrinter & { printerId: string; byLine: boolean; hostName: string | undefined };

/** @property held whence the digits were entered, which the person is asked about @property again they said yes */
export type AgentWay = { digits: string; held: { from: string; isHere: boolean } | undefined; again: boolean };

/**
 * How a printer gets here, and whether the found one is the right one. `setup`: by the line for the computer beside it,
 * or the code that it shows; `agent`: by one of Obico's agents; `awaited`: the code that one shows was entered, and its
 * printer comes in a moment; `shown-code`: of the printer that the app named; `shown`: it was just asked to show it;
 * `isNearby`: an unowned one came online on this browser's network just now; `refused`: it was just said of a printer
 * that it is not theirs; `isHere`: it is connected from the address that this browser has.
 */
export type PrinterView =
  | {
      ask: "setup";
      token: string;
      voided: boolean;
      mailed: boolean;
      isNearby: boolean;
      refused: boolean;
      awaited: boolean;
      error: ActionError | undefined;
    }
  | ({ ask: "agent"; awaited: boolean; error: ActionError | undefined } & AgentWay)
  | { ask: "shown-code"; shown: boolean; refused: boolean; error: ActionError | undefined }
  | { ask: "confirmation"; found: ShownPrinter; isHere: boolean };

/** Whether the start URL named a printer that is still to be added. Pure. */
export const isPrinterNamed = ({ publicId, printers }: Pick<Journey, "publicId" | "printers">): boolean =>
  publicId !== null && !namedPrinter(printers, publicId);

/** Whose setup tokens a journey has; undefined before anybody signed in. */
export const setupPlace = ({ id, user }: Pick<Journey, "id" | "user">): SetupPlace | undefined =>
  user && { journeyId: id, userId: user.id };

/** The printer to confirm: by the code that was entered, else by the line of this page. */
export async function printerToConfirm(journey: Journey): Promise<ShownPrinter | undefined> {
  const { foundPrinter, user } = journey;
  const place = setupPlace(journey);
  if (!user || !place) return undefined;
  const byCode = foundPrinter ? await getFoundPrinter(foundPrinter, user.id) : undefined;
  if (foundPrinter && byCode) return { ...byCode, printerId: foundPrinter, byLine: false, hostName: undefined };
  const present = await printerOfSetup(place);
  const found = present && (await getFoundPrinter(present.printerId, user.id));
  if (!found) return undefined;
  return { ...found, printerId: present.printerId, byLine: true, hostName: present.hostName ?? undefined };
}

/**
 * The code of the printer's QR code is entered for who came by it, as if they had typed it: it finds the printer and
 * owns nothing (RFC 8628 3.3.1).
 * @returns "found"; "awaited" for an agent's; what went wrong; undefined without such a code
 */
async function enterCarriedCode(
  journey: Journey,
  address: string,
): Promise<"found" | "awaited" | ActionError | undefined> {
  const { id, user, carriedCode } = journey;
  if (!user || carriedCode === null) return undefined;
  const code = readCarriedCode(carriedCode) ?? "";
  await carriedCodeEntered(id, code);
  const found = await findPrinterByCode({ code, userId: user.id, journeyId: id, address });
  if (!found.ok) return found;
  if (found.printerId === undefined) return "awaited";
  await printerFound(id, found.printerId);
  return "found";
}

async function readAgentWay(place: SetupPlace, address: string, again: boolean): Promise<AgentWay> {
  const { digits, heldFrom } = await digitsToShow(place);
  const held = heldFrom === undefined ? undefined : { from: heldFrom, isHere: heldFrom === address };
  return { digits: spellDigits(digits), held, again };
}

/** Reads how far adding a printer is. */
export const readPrinter: ReadView<PrinterView> = async (journey, { query, address }) => {
  const entered = await enterCarriedCode(journey, address);
  if (entered === "found") return undefined;
  const found = await printerToConfirm(journey);
  if (found) return { ask: "confirmation", found, isHere: found.networkAddress === address };
  const place = setupPlace(journey);
  const refused = query("refused") === "1";
  const awaited = entered === "awaited" || query("awaited") === "1";
  const error = entered === "awaited" ? undefined : entered;
  if (!place || (isPrinterNamed(journey) && query("other") !== "1" && !awaited))
    return { ask: "shown-code", shown: query("shown") === "1", refused, error };
  if (query("way") === "agent")
    return { ask: "agent", awaited, error, ...(await readAgentWay(place, address, query("again") === "1")) };
  const [token, voided, isNearby] = await Promise.all([
    setupTokenToShow(place),
    wasSetupVoided(place),
    unownedPrinterAppeared(address, journey.refusedPrinters),
  ]);
  return { ask: "setup", token, voided, mailed: query("mailed") === "1", isNearby, refused, awaited, error };
};

/** Whether the step is shown because the app asked for a printer that the account does not have. Pure. */
export const wishesForeignPrinter = ({
  publicId,
  addingPrinter,
  printers,
}: Pick<Journey, "publicId" | "addingPrinter" | "printers">): boolean =>
  publicId !== null && !addingPrinter && printers.length > 0;
