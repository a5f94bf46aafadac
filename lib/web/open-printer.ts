import { env } from "@/lib/env";
import { mayView } from "@/lib/view/may-view";
import { sentHeaders } from "@/lib/web/sent-request";

/** Why the own page of a printer cannot be opened now, whichever printer it is. */
export type NotOpened = "off" | "elsewhere" | "perks";

/** Whether the own pages of an account's printers open here. @returns why not; undefined: they do */
export async function whyNotOpened(userId: string): Promise<NotOpened | undefined> {
  const { view, lanHosts } = env();
  if (view === "off") return "off";
  // Printers' hosts are names of loopback in a trial.
  if (lanHosts.includes(sentHeaders().get("host") ?? "")) return "elsewhere";
  return (await mayView(userId)) ? undefined : "perks";
}
