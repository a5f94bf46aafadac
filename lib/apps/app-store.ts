import type { RegisteredReturnUrl } from "@/lib/apps/return-url-policy";
import { db, prismaCode } from "@/lib/db/client";
import type { Prisma } from "@/lib/db/generated/client";

/** An app as it is registered. `testers`: mail addresses in the one spelling that accounts use. */
export type RegisteredApp = {
  id: string;
  name: string;
  publisher: string | undefined;
  website: string | undefined;
  logoUrl: string | undefined;
  /** Where the app's server hears of its connections; there is a signing secret exactly when there is one. */
  webhookUrl: string | undefined;
  verified: boolean;
  development: boolean;
  enabled: boolean;
  /** Its start URLs must bind the completion (docs/app-contract.md#13-a-completion-bound-to-your-app). */
  needsPkce: boolean;
  returnUrls: RegisteredReturnUrl[];
  /** Where it may be returned to with a tunnel (docs/app-contract.md#11-apps-that-take-a-servers-address): exact. */
  tunnelReturnUrls: string[];
  /** Names that it calls itself by where it takes a server's address, lower case. */
  aliases: string[];
  testers: string[];
};

/** What can be changed of an app. A field that is undefined stays as it is; null takes the value away. */
export type AppChange = Partial<
  Pick<
    RegisteredApp,
    | "name"
    | "verified"
    | "development"
    | "enabled"
    | "needsPkce"
    | "returnUrls"
    | "tunnelReturnUrls"
    | "aliases"
    | "testers"
  >
> &
  Partial<Record<"publisher" | "website" | "logoUrl" | "webhookUrl", string | null>> & {
    /** Signing secret, sealed. */
    webhookKey?: string;
  };

const APP_ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** Whether a text can be the id of an app: 1 to 64 letters, digits, dots, underscores and hyphens. */
export const isAppId = (text: string): boolean => APP_ID.test(text);

const WITH_LISTS = {
  returnUrls: { orderBy: [{ kind: "asc" }, { url: "asc" }] },
  tunnelUrls: { orderBy: { url: "asc" } },
  aliases: { orderBy: { alias: "asc" } },
  testers: { orderBy: { email: "asc" } },
} satisfies Prisma.AppInclude;

const registeredApp = (row: Prisma.AppGetPayload<{ include: typeof WITH_LISTS }>): RegisteredApp => ({
  id: row.id,
  name: row.name,
  publisher: row.publisher ?? undefined,
  website: row.website ?? undefined,
  logoUrl: row.logoUrl ?? undefined,
  webhookUrl: row.webhookUrl ?? undefined,
  verified: row.verified,
  development: row.development,
  enabled: row.enabled,
  needsPkce: row.needsPkce,
  returnUrls: row.returnUrls.map(({ kind, url }) => ({ kind, url })),
  tunnelReturnUrls: row.tunnelUrls.map(({ url }) => url),
  aliases: row.aliases.map(({ alias }) => alias),
  testers: row.testers.map(({ email }) => email),
});

/** The app of an id, compared exactly, enabled or not. Ids from a start URL may be any text. */
export async function getApp(id: string): Promise<RegisteredApp | undefined> {
  if (!isAppId(id)) return undefined;
  const row = await db().app.findUnique({ where: { id }, include: WITH_LISTS });
  return row ? registeredApp(row) : undefined;
}

/** All apps, by id. */
export async function listApps(): Promise<RegisteredApp[]> {
  return (await db().app.findMany({ include: WITH_LISTS, orderBy: { id: "asc" } })).map(registeredApp);
}

const tunnelUrlRows = (urls: string[] = []) => urls.map((url) => ({ url }));
const aliasRows = (aliases: string[] = []) => aliases.map((alias) => ({ alias }));
const testerRows = (testers: string[] = []) => testers.map((email) => ({ email }));

/**
 * Registers an app. One that evaluation mode registered itself is taken over by the first who registers it.
 * @param options `seeded`: it is evaluation mode that registers it
 * @returns undefined when there is one with this id: then nothing is changed
 */
export async function createApp(
  id: string,
  change: AppChange & { name: string },
  { seeded = false } = {},
): Promise<RegisteredApp | undefined> {
  const { returnUrls = [], tunnelReturnUrls, aliases, testers, ...fields } = change;
  const lists = {
    returnUrls: { create: returnUrls },
    tunnelUrls: { create: tunnelUrlRows(tunnelReturnUrls) },
    aliases: { create: aliasRows(aliases) },
    testers: { create: testerRows(testers) },
  };
  try {
    return registeredApp(await db().app.create({ data: { id, ...fields, seeded, ...lists }, include: WITH_LISTS }));
  } catch (error) {
    if (prismaCode(error) !== "P2002") throw error;
    const isTaken = !seeded && (await db().app.updateMany({ where: { id, seeded: true }, data: { seeded: false } }));
    return isTaken && isTaken.count === 1 ? changeApp(id, change) : undefined;
  }
}

/**
 * Changes an app in one transaction; a list that is given replaces the old one. Without a webhook its secret and what
 * was still to be sent go too, and with its being enabled the codes that nobody has redeemed.
 * @returns undefined when there is none
 */
export async function changeApp(
  id: string,
  { returnUrls, tunnelReturnUrls, aliases, testers, ...fields }: AppChange,
): Promise<RegisteredApp | undefined> {
  const lists = {
    ...(returnUrls && { returnUrls: { deleteMany: {}, create: returnUrls } }),
    ...(tunnelReturnUrls && { tunnelUrls: { deleteMany: {}, create: tunnelUrlRows(tunnelReturnUrls) } }),
    ...(aliases && { aliases: { deleteMany: {}, create: aliasRows(aliases) } }),
    ...(testers && { testers: { deleteMany: {}, create: testerRows(testers) } }),
    ...(fields.webhookUrl === null && {
      webhookKey: null,
      webhooks: { updateMany: { where: { nextAttemptAt: { not: null } }, data: { nextAttemptAt: null } } },
    }),
  };
  try {
    const changed = db().app.update({ where: { id }, data: { ...fields, ...lists }, include: WITH_LISTS });
    if (fields.enabled !== false) return registeredApp(await changed);
    const [row] = await db().$transaction([
      changed,
      db().authorizationCode.deleteMany({ where: { consent: { appId: id } } }),
    ]);
    return registeredApp(row);
  } catch (error) {
    if (prismaCode(error) === "P2025") return undefined;
    throw error;
  }
}

/** The app that calls itself by a name, which case does not matter in; else the one whose id it is. */
export async function getAppByName(name: string): Promise<RegisteredApp | undefined> {
  if (!isAppId(name)) return undefined;
  const row = await db().appAlias.findUnique({
    where: { alias: name.toLowerCase() },
    include: { app: { include: WITH_LISTS } },
  });
  return row ? registeredApp(row.app) : getApp(name);
}
