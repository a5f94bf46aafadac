import { issueCode } from "@/lib/connections/authorization-code-store";
import { readLifetime } from "@/lib/connections/connection-state";
import type { ConsentInput, MintError } from "@/lib/connections/consent-store";
import { mintConnection } from "@/lib/connections/mint-connection";
import type { Post } from "@/lib/journey/act/action";
import { completeConnection } from "@/lib/journey/act/complete-connection";
import type { Journey } from "@/lib/journey/read/load-journey";
import { completionUrl } from "@/lib/journey/urls/completion-url";
import { recordFault } from "@/lib/observability/record-fault";
import { printerPage } from "@/lib/printers/printer-page";
import type { OwnedPrinter } from "@/lib/printers/printer-store";
import { failure, ok } from "@/lib/result";

/** Why nothing was granted. */
type GrantError =
  | MintError
  | { ok: false; error: "printer_not_chosen" }
  | { ok: false; error: "lifetime_not_chosen" }
  | { ok: false; error: "server_error" };

/** Who consents, and where. */
export type Consenting = Pick<Post, "journey" | "address" | "signIn">;

type Granting = { journey: Journey; returnUrl: string; printer: OwnedPrinter; consent: ConsentInput };
type Granted = { ok: true; location: string } | MintError;

const stateOf = ({ state }: Journey) => state ?? undefined;

/** The one place where a connection's secrets leave in an address. */
async function grantConnection({ journey, returnUrl, printer, consent }: Granting): Promise<Granted> {
  const minted = await mintConnection(consent);
  if (!minted.ok) return minted;
  const { journeyId, userId, appId, address } = consent;
  const completing = { journeyId, userId, appId, printer, address, keyName: journey.apiKeyAppName };
  const connection = await completeConnection(completing, minted);
  const { tunnelEndpoint } = minted;
  return ok({
    location:
      journey.answer === "tunnel"
        ? completionUrl(returnUrl, { answer: "tunnel", success: true, tunnelEndpoint })
        : completionUrl(returnUrl, { success: true, state: stateOf(journey), connection }),
  });
}

/** Where the app bound the completion to itself: nothing is minted before it shows that it is the one (RFC 7636). */
async function grantCode({ journey, returnUrl, printer, consent }: Granting, challenge: string): Promise<Granted> {
  const issued = await issueCode(consent, challenge);
  if (!issued.ok) return issued;
  const { code } = issued;
  const completion = { answer: "code", success: true, code, printerName: printer.name } as const;
  return ok({ location: completionUrl(returnUrl, { ...completion, state: stateOf(journey) }) });
}

/**
 * Carries out a consent: mints, tells the owner by mail, makes the OctoPrint key where one was proven, and builds the
 * address that takes the connection to the app; or the one with a code that the app redeems for all of that.
 * @param printerId as posted; only a printer of this account counts (ASVS 8.2.2)
 * @returns the completion URL with the secrets: for one `Location` header and nowhere else
 */
export async function grantConsent(
  { journey, address, signIn }: Consenting,
  printerId: string,
): Promise<{ ok: true; location: string } | GrantError> {
  const { app, target, user, printers, returnUrl, codeChallenge } = journey;
  const printer = printers.find((item) => item.printerId === printerId);
  if (!printer) return failure("printer_not_chosen");
  if (!app || !target || !user || !returnUrl) return failure("not_allowed");
  const lifetime = readLifetime(journey.chosenLifetime);
  if (!lifetime) return failure("lifetime_not_chosen");
  try {
    const consent = {
      journeyId: journey.id,
      userId: user.id,
      appId: app.id,
      printerId,
      address,
      sessionId: (await signIn())?.sessionId,
      lifetime,
      replaces: journey.replaces,
      tells: { app: app.name, printer: printer.name, printerUrl: printerPage(printer) },
    };
    const granting = { journey, returnUrl, printer, consent };
    return await (codeChallenge === null ? grantConnection(granting) : grantCode(granting, codeChallenge));
  } catch (error) {
    recordFault(error);
    return failure("server_error");
  }
}
