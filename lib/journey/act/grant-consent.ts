import { readLife } from "@/lib/connections/connection-life";
import type { MintRefused } from "@/lib/connections/consent-store";
import { mintConnection } from "@/lib/connections/mint-connection";
import { takeKeysBack } from "@/lib/connections/take-key-back";
import { completionUrl } from "@/lib/journey/urls/completion-url";
import type { Journey } from "@/lib/journey/read/load-journey";
import { env } from "@/lib/env";
import { mailConnected } from "@/lib/mail/mail-connected";
import { recordFault } from "@/lib/observability/record-fault";
import { makeKey } from "@/lib/octoprint/make-key";
import { failure, ok } from "@/lib/result";

/** Why nothing was granted. */
export type GrantRefused =
  | MintRefused
  | { ok: false; error: "printer_not_chosen" }
  | { ok: false; error: "life_not_chosen" }
  | { ok: false; error: "server_error" };

/**
 * Carries out a consent: mints, tells the owner by mail, makes the OctoPrint key where one was proven, and builds the
 * address that takes the connection to the app.
 * @param printerRowId as posted; only a printer of this account counts (ASVS 8.2.2)
 * @returns the completion URL with the secrets: for one `Location` header and nowhere else
 */
export async function grantConsent(
  journey: Journey,
  printerRowId: string,
  address: string,
): Promise<{ ok: true; location: string } | GrantRefused> {
  const { app, target, user, printers, returnUrl } = journey;
  const printer = printers.find((item) => item.rowId === printerRowId);
  if (!printer) return failure("printer_not_chosen");
  if (!app || !target || !user || !returnUrl) return failure("not_allowed");
  const life = readLife(journey.chosenLife);
  if (!life) return failure("life_not_chosen");
  try {
    const printerUrl = `${env().portalUrl}/view/${printer.printerId}`;
    const minted = await mintConnection({
      portalSessionId: journey.id,
      userId: user.id,
      appId: app.id,
      printerRowId: printer.rowId,
      address,
      life,
      replaces: journey.replaces,
    });
    if (!minted.ok) return minted;
    // The mail must not hold up the way back to the app; when it cannot be sent, the log says so.
    if (minted.sibling === 1)
      void mailConnected(user.email, {
        app: app.name,
        printer: printer.name,
        printerUrl,
        endsAt: minted.expiresAt,
      }).catch(recordFault);
    const { id: connectionId } = minted;
    const keyName = journey.apiKeyAppName;
    const octoPrintApiKey = keyName
      ? await makeKey({
          portalSessionId: journey.id,
          printerRowId: printer.rowId,
          printerId: printer.printerId,
          keyName,
          userId: user.id,
          appId: app.id,
          connectionId,
          address,
        })
      : undefined;
    // After the new key: the one of an earlier connection has the same name, and is then still needed.
    void takeKeysBack(minted.replacedConsents, { userId: user.id, address }).catch(recordFault);
    const location = completionUrl(returnUrl, {
      success: true,
      state: journey.state ?? undefined,
      connection: {
        id: connectionId,
        url: minted.url,
        appApiToken: minted.appApiToken,
        printerName: printer.name,
        userPrinterAccessUrl: printerUrl,
        printerLastKnownLocalIp: printer.lanAddress ?? undefined,
        basicUser: minted.basicUser,
        basicPassword: minted.basicPassword,
        bearerToken: minted.bearerToken,
        octoPrintApiKey,
      },
    });
    return ok({ location });
  } catch (error) {
    recordFault(error);
    return failure("server_error");
  }
}
