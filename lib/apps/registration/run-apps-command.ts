import { changeApp, createApp, listApps, type RegisteredApp } from "@/lib/apps/app-store";
import { APPS_USAGE } from "@/lib/apps/registration/apps-usage";
import { describeApp } from "@/lib/apps/registration/describe-app";
import type { AppsCommand } from "@/lib/apps/registration/parse-apps-command";
import { failure, ok, type Result } from "@/lib/result";

const DONE = { add: "Registered", edit: "Changed", disable: "Disabled" };

function carryOut(command: Exclude<AppsCommand, { verb: "help" | "list" }>): Promise<RegisteredApp | undefined> {
  if (command.verb === "add") return createApp(command.id, command.change);
  return changeApp(command.id, command.verb === "edit" ? command.change : { enabled: false });
}

/**
 * Carries out a command on the database.
 * @returns `text` for standard output; `error` is a sentence: the id is taken, or there is none such
 */
export async function runAppsCommand(command: AppsCommand): Promise<Result<{ text: string }, string>> {
  if (command.verb === "help") return ok({ text: APPS_USAGE });
  if (command.verb === "list") {
    const apps = await listApps();
    return ok({ text: command.json ? `${JSON.stringify(apps, null, 2)}\n` : `${apps.map(describeApp).join("\n\n") || "No app is registered."}\n` });
  }
  const { verb, id, json } = command;
  const app = await carryOut(command);
  if (!app) return failure(verb === "add" ? `There is an app ${id} already; nothing was changed. Use edit to change it.` : `There is no app ${id}.`);
  return ok({ text: json ? `${JSON.stringify(app, null, 2)}\n` : `${DONE[verb]}.\n\n${describeApp(app)}\n` });
}
