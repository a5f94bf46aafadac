import type { Account } from "@/lib/accounts/account-store";
import type { RegisteredApp } from "@/lib/apps/app-store";
import { readLifetime } from "@/lib/connections/connection-state";
import type { MintError } from "@/lib/connections/consent-store";
import { mintConnection, type MintedConnection } from "@/lib/connections/mint-connection";
import { takeKeysBack } from "@/lib/connections/take-key-back";
import { env } from "@/lib/env";
import type { Post } from "@/lib/journey/act/action";
import type { Journey } from "@/lib/journey/read/load-journey";
import { completionUrl } from "@/lib/journey/urls/completion-url";
import { recordFault } from "@/lib/observability/record-fault";
import { makeKey } from "@/lib/octoprint/make-key";
import type { OwnedPrinter } from "@/lib/printers/printer-store";
import { failure, ok } from "@/lib/result";

/** Why nothing was granted. */
type GrantError =
  | MintError
  | { ok: false; error: "printer_not_chosen" }
  | { ok: false; error: "lifetime_not_chosen" }
  | { ok: false; error: "server_error" };

type Granted = { journey: Journey; user: Account; app: RegisteredApp; printer: OwnedPrinter; address: string };

/** Who consents, and where. */
export type Consenting = Pick<Post, "journey" | "address" | "signIn">;

const viewUrl = ({ publicId }: OwnedPrinter) => `${env().portalUrl}/view/${publicId}`;

/** The OctoPrint key, where the app asked for one and its code was proven. */
async function octoPrintKey(granted: Granted, connectionId: string): Promise<string | undefined> {
  const { journey, user, app, printer, address } = granted;
  if (!journey.apiKeyAppName) return undefined;
  return makeKey({
    journeyId: journey.id,
    printerId: printer.printerId,
    publicId: printer.publicId,
    keyName: journey.apiKeyAppName,
    userId: user.id,
    appId: app.id,
    connectionId,
    address,
  });
}

/** The one place where a connection's secrets leave. */
const connectedUrl = (
  returnUrl: string,
  { journey, printer }: Granted,
  minted: MintedConnection,
  key: string | undefined,
) => {
  if (journey.answer === "tunnel")
    return completionUrl(returnUrl, { answer: "tunnel", success: true, tunnelEndpoint: minted.tunnelEndpoint });
  return completionUrl(returnUrl, {
    success: true,
    state: journey.state ?? undefined,
    connection: {
      id: minted.id,
      url: minted.url,
      appApiToken: minted.appApiToken,
      printerName: printer.name,
      userPrinterAccessUrl: viewUrl(printer),
      printerLastKnownLocalIp: printer.lanAddress ?? undefined,
      basicUser: minted.basicUser,
      basicPassword: minted.basicPassword,
      bearerToken: minted.bearerToken,
      octoPrintApiKey: key,
    },
  });
};

/**
 * Carries out a consent: mints, tells the owner by mail, makes the OctoPrint key where one was proven, and builds the
 * address that takes the connection to the app.
 * @param printerId as posted; only a printer of this account counts (ASVS 8.2.2)
 * @returns the completion URL with the secrets: for one `Location` header and nowhere else
 */
export async function grantConsent(
  { journey, address, signIn }: Consenting,
  printerId: string,
): Promise<{ ok: true; location: string } | GrantError> {
  const { app, target, user, printers, returnUrl } = journey;
  const printer = printers.find((item) => item.printerId === printerId);
  if (!printer) return failure("printer_not_chosen");
  if (!app || !target || !user || !returnUrl) return failure("not_allowed");
  const lifetime = readLifetime(journey.chosenLifetime);
  if (!lifetime) return failure("lifetime_not_chosen");
  const granted = { journey, user, app, printer, address };
  try {
    const minted = await mintConnection({
      journeyId: journey.id,
      userId: user.id,
      appId: app.id,
      printerId,
      address,
      sessionId: (await signIn())?.sessionId,
      lifetime,
      replaces: journey.replaces,
      tells: { app: app.name, printer: printer.name, printerUrl: viewUrl(printer) },
    });
    if (!minted.ok) return minted;
    const key = await octoPrintKey(granted, minted.id);
    // After the new key: the one of an earlier connection has the same name, and is then still needed.
    void takeKeysBack(minted.replacedConsents, { userId: user.id, address }).catch(recordFault);
    return ok({ location: connectedUrl(returnUrl, granted, minted, key) });
  } catch (error) {
    recordFault(error);
    return failure("server_error");
  }
}
