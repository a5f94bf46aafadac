import { toCurrentStep, toStep, toStepWith, type Outcome, type Post } from "@/lib/journey/act/action";
import { isPrinterNamed } from "@/lib/journey/read/printer";
import {
  linkingCodeTyped,
  ownPrintersKept,
  printerAdded,
  printerDiscarded,
  printerFound,
  printerGone,
  printerNameTyped,
} from "@/lib/journey/transitions";
import { isPlatform } from "@/lib/octostream/platforms";
import { confirmPrinter } from "@/lib/printers/confirm-printer";
import { findPrinterByCode } from "@/lib/printers/find-printer-by-code";
import { sendCodeToPrinter } from "@/lib/printers/send-code-to-printer";

/** "Find printer": a right code leads to the confirmation, nothing is owned yet. */
export async function findPrinter({ journey, field, query, address, proven }: Post): Promise<Outcome> {
  const { id, user } = journey;
  if (!user) return toStep("account");
  const found = await findPrinterByCode({ code: field("code"), userId: user.id, address, proven });
  if (found.ok) {
    await printerFound(id, found.printerId);
    return toStep("printer");
  }
  await linkingCodeTyped(id, field("code").slice(0, 20).toWellFormed());
  const kind = query("kind");
  return toStepWith(found, "printer", {
    kind: isPlatform(kind) ? kind : isPrinterNamed(journey) ? undefined : "other",
  });
}

/**
 * "Show the code on the printer", of the printer that the start URL named. Says the same whether or not there is one.
 */
export async function showCode({ journey: { publicId }, address, proven }: Post): Promise<Outcome> {
  if (publicId === null) return toStep("printer");
  const { ok, ...limit } = await sendCodeToPrinter(publicId, { address, proven });
  return ok ? toStep("printer", { shown: "1" }) : toStepWith({ error: "too_many", ...limit }, "printer");
}

/** "Add printer": the confirmation that makes the found printer the account's. */
export async function addPrinter({ journey, field, address }: Post): Promise<Outcome> {
  const { id, user, foundPrinter } = journey;
  if (!user || !foundPrinter) return toStep("printer");
  const name = field("name");
  const added = await confirmPrinter({ printerId: foundPrinter, userId: user.id, name, address });
  if (!added.ok) {
    await (added.error === "printer_gone" ? printerGone(id) : printerNameTyped(id, name));
    return toStepWith(added, "printer");
  }
  await printerAdded(id, foundPrinter);
  return toCurrentStep();
}

/** "No, try again": forgets the printer that was found. */
export async function discardPrinter({ journey: { id } }: Post): Promise<Outcome> {
  await printerDiscarded(id);
  return toStep("printer");
}

/** Goes on with a printer that the account has. */
export async function keepOwnPrinters({ journey: { id } }: Post): Promise<Outcome> {
  await ownPrintersKept(id);
  return toCurrentStep();
}
