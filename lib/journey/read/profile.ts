import type { ReadView } from "@/lib/journey/read/view";

/** What was typed before. */
export type ProfileView = { name: string; terms: boolean };

/** Reads what was typed before. */
export const readProfile: ReadView<ProfileView> = ({ draft }) => ({
  name: draft.name ?? "",
  terms: draft.terms === "yes",
});
