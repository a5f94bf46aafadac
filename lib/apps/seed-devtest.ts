import { createApp } from "@/lib/apps/app-store";

/**
 * Registers the app that developers try the flow with, unless it is there: any address on their own device, and the
 * completion page, which every app may use. For evaluation mode.
 */
export async function seedDevtest(): Promise<void> {
  await createApp("devtest", { name: "Dev Test", development: true, returnUrls: [{ kind: "loopback", url: "" }] });
}
