import { perksEnd } from "@/lib/supporters/entitlement-store";

/** Whether an account has Supporter Perks now, and until when. */
export async function supporterState(userId: string): Promise<{ active: boolean; endsAt: Date | undefined }> {
  const endsAt = await perksEnd(userId);
  return { active: endsAt !== undefined, endsAt };
}
