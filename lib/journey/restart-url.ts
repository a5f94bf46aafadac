import { startUrl } from "@/lib/journey/start-parameters";

/** Where "Start again" leads: the start URL with the same app, printer and return URL; undefined without an app. */
export function restartUrl({
  appId,
  publicId,
  returnUrl,
}: {
  appId: string | null;
  publicId: string | null;
  returnUrl: string | null;
}): string | undefined {
  return appId ? startUrl({ appId, printerId: publicId ?? undefined, returnUrl: returnUrl ?? undefined }) : undefined;
}
