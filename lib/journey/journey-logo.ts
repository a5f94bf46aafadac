import { logoAddress } from "@/lib/apps/logo/logo-address";
import type { Journey } from "@/lib/journey/load-journey";

/** Path of the app's picture for the pages of a journey; undefined for journeys without an app. */
export function journeyLogo({ app, session }: Journey): string | undefined {
  return app ? logoAddress(app, session.appLogoUrl ?? undefined) : undefined;
}
