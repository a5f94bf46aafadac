import { getAppByName } from "@/lib/apps/app-store";

/**
 * Whether a name that an app wants to be called by is another app's already, as its alias or its id.
 * @param id of the app @param aliases lower case
 * @returns a sentence about the first such name
 */
export async function takenAlias(id: string, aliases: readonly string[]): Promise<string | undefined> {
  for (const alias of aliases) {
    const owner = await getAppByName(alias);
    if (owner && owner.id !== id) return `The app ${owner.id} is called ${alias} already.`;
  }
  return undefined;
}
