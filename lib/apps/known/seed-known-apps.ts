import { KNOWN_APPS } from "@/lib/apps/known/known-apps";
import { registerKnownApp } from "@/lib/apps/known/register-known-app";
import { log } from "@/lib/observability/log";

/** Registers the apps that people can tell this portal's address, unless they are there. For evaluation mode. */
export async function seedKnownApps(): Promise<void> {
  for (const known of KNOWN_APPS) {
    const registered = await registerKnownApp(known, { seeded: true });
    if (!registered.ok) log.warn({ appId: known.id, why: registered.error }, "a known app was not registered");
  }
}
