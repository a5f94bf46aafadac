import type { MintedConnection } from "@/lib/connections/mint-connection";
import { printerPage } from "@/lib/printers/printer-page";
import type { OwnedPrinter } from "@/lib/printers/printer-store";

/** The values of a minted connection, on their way to its app. All but the names are secrets. */
export type CompletedConnection = {
  id: string;
  url: string;
  appApiToken: string;
  printerName: string;
  userPrinterAccessUrl: string;
  /** LAN address, with port when it is not 80; undefined when unknown. */
  printerLastKnownLocalIp: string | undefined;
  basicUser: string;
  basicPassword: string;
  bearerToken: string;
  octoPrintApiKey?: string | undefined;
};

/** What an app is given of a connection that was just minted. @param octoPrintApiKey that was made with it */
export const completed = (
  minted: MintedConnection,
  printer: OwnedPrinter,
  octoPrintApiKey?: string,
): CompletedConnection => ({
  id: minted.id,
  url: minted.url,
  appApiToken: minted.appApiToken,
  printerName: printer.name,
  userPrinterAccessUrl: printerPage(printer),
  printerLastKnownLocalIp: printer.lanAddress ?? undefined,
  basicUser: minted.basicUser,
  basicPassword: minted.basicPassword,
  bearerToken: minted.bearerToken,
  octoPrintApiKey,
});

/** The values of a connection by the keys that apps read them by (docs/app-contract.md#3-completion). */
export const connectionValues = (connection: CompletedConnection) => ({
  id: connection.id,
  url: connection.url,
  appApiToken: connection.appApiToken,
  printername: connection.printerName,
  userPrinterAccessUrl: connection.userPrinterAccessUrl,
  printerLastKnownLocalIp: connection.printerLastKnownLocalIp,
  authBasicHttpUser: connection.basicUser,
  authBasicHttpPassword: connection.basicPassword,
  // Shipped apps read these two in lower case only.
  authbasichttpuser: connection.basicUser,
  authbasichttppassword: connection.basicPassword,
  authBearerToken: connection.bearerToken,
  octoPrintApiKey: connection.octoPrintApiKey,
});
