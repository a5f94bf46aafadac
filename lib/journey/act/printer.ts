import { toCurrentStep, toStep, toStepWith, type Outcome, type Post } from "@/lib/journey/act/action";
import { printerToConfirm, setupPlace } from "@/lib/journey/read/printer";
import {
  linkingCodeTyped,
  ownPrintersKept,
  printerAdded,
  printerDiscarded,
  printerFound,
  printerGone,
  printerNameTyped,
} from "@/lib/journey/transitions";
import { confirmDigits, dropDigits } from "@/lib/printers/agents/agent-digits-store";
import { refuseAgents } from "@/lib/printers/agents/refuse-agents";
import { confirmPrinter } from "@/lib/printers/confirm-printer";
import { findPrinterByCode } from "@/lib/printers/find-printer-by-code";
import { sendCodeToPrinter } from "@/lib/printers/send-code-to-printer";
import { mailSetupLineNow } from "@/lib/printers/setup/mail-setup-line-store";
import { setupLine } from "@/lib/printers/setup/setup-line";
import { refuseSetup } from "@/lib/printers/setup/setup-token-store";
import { consume } from "@/lib/rate-limits/rate-limit-store";

/** "Find printer": a right code leads to the confirmation, nothing is owned yet. */
export async function findPrinter({ journey, field, query, address, proven }: Post): Promise<Outcome> {
  const { id, user } = journey;
  if (!user) return toStep("account");
  const found = await findPrinterByCode({ code: field("code"), userId: user.id, journeyId: id, address, proven });
  const way = query("way") === "agent" ? "agent" : undefined;
  if (found.ok) {
    if (found.printerId === undefined) return toStep("printer", { other: "1", awaited: "1", way });
    await printerFound(id, found.printerId);
    return toStep("printer");
  }
  await linkingCodeTyped(id, field("code").slice(0, 20).toWellFormed());
  return toStepWith(found, "printer", { other: query("other") === "1" ? "1" : undefined, way });
}

/**
 * "Show the code on the printer", of the printer that the start URL named. Says the same whether or not there is one.
 */
export async function showCode({ journey: { publicId }, address, proven }: Post): Promise<Outcome> {
  if (publicId === null) return toStep("printer");
  const { ok, ...limit } = await sendCodeToPrinter(publicId, { address, proven });
  return ok ? toStep("printer", { shown: "1" }) : toStepWith({ error: "too_many", ...limit }, "printer");
}

/** "Email me this": the line to the account's own address, so that it can be copied there. Without its token. */
export async function mailLine({ journey: { user } }: Post): Promise<Outcome> {
  if (!user) return toStep("account");
  const { ok, ...limit } = await consume("setupMailsPerAccount", user.id);
  if (!ok) return toStepWith({ error: "too_many", ...limit }, "printer", { other: "1" });
  const mailed = await mailSetupLineNow(user.email, setupLine());
  return mailed.ok ? toStep("printer", { mailed: "1", other: "1" }) : toStepWith(mailed, "printer", { other: "1" });
}

/**
 * "Add printer": the confirmation that makes the printer that was shown the account's, and no other that has come
 * meanwhile.
 */
export async function addPrinter({ journey, field, address }: Post): Promise<Outcome> {
  const { id, user } = journey;
  const found = await printerToConfirm(journey);
  if (!user || !found) return toStep("printer");
  const shown = field("printer");
  if (shown && shown !== found.printerId) return toStepWith({ error: "printer_gone" }, "printer");
  const name = field("name");
  const added = await confirmPrinter({ printerId: found.printerId, userId: user.id, name, address });
  if (!added.ok) {
    await (added.error === "printer_gone" ? printerGone(id) : printerNameTyped(id, name));
    return toStepWith(added, "printer");
  }
  await printerAdded(id, found.printerId);
  return toCurrentStep();
}

/**
 * "That's not mine": forgets the printer that was found, and ends the line that led to it. An agent's is gone. What was
 * refused is not spoken of again in this journey.
 */
export async function discardPrinter({ journey }: Post): Promise<Outcome> {
  const place = setupPlace(journey);
  const refused = await printerToConfirm(journey);
  if (place) {
    await refuseSetup(place);
    await refuseAgents(place);
  }
  await printerDiscarded(journey.id, refused?.printerId);
  return toStep("printer", { refused: refused && "1" });
}

/** Goes on with a printer that the account has. */
export async function keepOwnPrinters({ journey: { id } }: Post): Promise<Outcome> {
  await ownPrintersKept(id);
  return toCurrentStep();
}

/** "Yes, that was me", of digits that were entered while many guess: they work once more from there. */
export async function confirmOwnDigits({ journey, field }: Post): Promise<Outcome> {
  const place = setupPlace(journey);
  if (place) await confirmDigits(place, field("from"));
  return toStep("printer", { other: "1", way: "agent", again: "1" });
}

/** "No": this page gets other digits. */
export async function dropOwnDigits({ journey }: Post): Promise<Outcome> {
  const place = setupPlace(journey);
  if (place) await dropDigits(place);
  return toStep("printer", { other: "1", way: "agent" });
}
