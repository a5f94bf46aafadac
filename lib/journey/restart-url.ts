import { startUrl } from "@/lib/journey/start-parameters";

/** Where "Start again" leads: the start URL with the same app, printer and return URL; undefined without an app. */
export function restartUrl({
  appId,
  printerId,
  returnUrl,
}: {
  appId: string | null;
  printerId: string | null;
  returnUrl: string | null;
}): string | undefined {
  return appId ? startUrl({ appId, printerId: printerId ?? undefined, returnUrl: returnUrl ?? undefined }) : undefined;
}
