import { getApp, type RegisteredApp } from "@/lib/apps/app-store";
import { oncePerRequest } from "@/lib/observability/once-per-request";

/** {@link getApp}, read once for a page and its content policy. */
export const journeyApp = (id: string): Promise<RegisteredApp | undefined> =>
  oncePerRequest(`app ${id}`, () => getApp(id));
