import { liveLinks } from "@/lib/gateway/links/live-links";

/**
 * Which program a printer is connected with: our connector, which knows its octo_key and always proves itself with it,
 * or a plugin.
 * @returns undefined when it is not connected to this process
 */
export function programOf(publicId: string): "connector" | "plugin" | undefined {
  const link = liveLinks().get(publicId);
  return link && (link.flowControl ? "connector" : "plugin");
}
