import { liveLinks } from "@/lib/gateway/links/live-links";

/**
 * Which program a printer is connected with: our connector, which knows its octo_key and always proves itself with it,
 * a plugin, or one of Obico's agents.
 * @returns undefined when it is not connected to this process
 */
export function programOf(publicId: string): "connector" | "plugin" | "agent" | undefined {
  const link = liveLinks().get(publicId);
  if (link?.agent) return "agent";
  return link && (link.flowControl ? "connector" : "plugin");
}
