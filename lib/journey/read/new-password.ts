import type { ReadView } from "@/lib/journey/read/view";

/** Whose password it is. */
export type NewPasswordView = { email: string };

export const readNewPassword: ReadView<NewPasswordView> = ({ user }) => ({ email: user?.email ?? "" });
