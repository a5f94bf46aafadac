import { env } from "@/lib/env";
import { isSupporter } from "@/lib/supporters/perks-store";

/** Whether an account may open the own pages of its printers here (the setting `VIEW`). */
export async function mayView(userId: string): Promise<boolean> {
  const { view } = env();
  return view === "owners" || (view === "supporters" && (await isSupporter(userId)));
}
