import type { RegisteredApp } from "@/lib/apps/app-store";
import type { Env } from "@/lib/env";

/**
 * Whether an account may use an app: in production an app in development serves only its testers.
 * @param email of the account, in the one spelling that accounts use @param mode of this installation
 */
export function mayUseApp(
  app: Pick<RegisteredApp, "development" | "testers">,
  email: string,
  mode: Env["mode"],
): boolean {
  return !app.development || mode === "evaluation" || app.testers.includes(email);
}
