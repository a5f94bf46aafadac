import { changeApp, createApp, getApp, type RegisteredApp } from "@/lib/apps/app-store";
import type { KnownApp } from "@/lib/apps/known/known-apps";
import { takenAlias } from "@/lib/apps/taken-alias";
import { failure, ok, type Result } from "@/lib/result";

const together = (one: string[], other: string[]) => [...new Set([...one, ...other])];

/**
 * Registers an app that is known here, or gives the one that is registered under its id what it lacks: names and
 * addresses to return a tunnel to. Nothing is taken from it, so doing it again changes nothing. Whether its makers were
 * checked is an operator's to say.
 * @param options `seeded`: it is evaluation mode that registers it
 * @returns `error` is a sentence: one of its names is another app's
 */
export async function registerKnownApp(
  { id, name, aliases, tunnelReturnUrls }: KnownApp,
  options = { seeded: false },
): Promise<Result<{ app: RegisteredApp }, string>> {
  const taken = await takenAlias(id, aliases);
  if (taken) return failure(taken);
  const created =
    (await getApp(id)) === undefined && (await createApp(id, { name, aliases, tunnelReturnUrls }, options));
  const app = created || (await getApp(id));
  if (!app) return failure(`There is no app ${id} any more.`);
  const change = {
    aliases: together(app.aliases, aliases),
    tunnelReturnUrls: together(app.tunnelReturnUrls, tunnelReturnUrls),
  };
  const isWhole =
    change.aliases.length === app.aliases.length && change.tunnelReturnUrls.length === app.tunnelReturnUrls.length;
  return ok({ app: (isWhole ? undefined : await changeApp(id, change)) ?? app });
}
