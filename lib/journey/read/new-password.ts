import type { ReadView } from "@/lib/journey/read/view";

/** Whose password it is. */
export type NewPasswordView = { email: string };

/** Reads whose password it is. */
export const readNewPassword: ReadView<NewPasswordView> = ({ user }) => ({ email: user?.email ?? "" });
