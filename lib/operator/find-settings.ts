import path from "node:path";
import { describeDatabase, hasEmbeddedData, isEmbedded, readDatabaseNote } from "@/lib/db/database-note";
import { SETTING_NAMES } from "@/lib/env";
import type { RunningServer, RunningServers } from "@/lib/operator/running-servers";
import { failure, ok, type Result } from "@/lib/result";
import type { GivenSettings } from "@/lib/settings-file";

/**
 * What a command line program goes by. `notice`: what the person should know about it. `pid`: process of the portal
 * that runs now on the same data.
 */
type Found = Result<{ settings: GivenSettings; notice: string | undefined; pid?: number }, string>;

type Where = {
  /** What the program itself was given, with the settings file. */
  given: GivenSettings;
  /** Folder it works in. */
  folder: string;
  running: RunningServers;
  /** Whether it has a point before the portal was ever started. */
  mayBegin: boolean;
};

const SET = "set DATABASE_URL or DATA_DIR as the server has them, or put its settings in a file (ENV_FILE)";

/**
 * Portals that this call can mean: those with this data folder, or, if none is named, those that run from this
 * folder.
 */
function candidates({ given, folder, running }: Where, dataDir: string): RunningServer[] {
  const same = running.servers.filter((server) => server.dataDir === dataDir);
  // Where the code lies is for everybody to say, so that only proves something about a process of our own.
  const here =
    same.length || given.DATA_DIR ? same : running.servers.filter((server) => server.isOwn && server.folder === folder);
  return here.filter((server, index) => here.findIndex((other) => isSamePortal(other, server)) === index);
}

const isSamePortal = (one: RunningServer, other: RunningServer) =>
  one.dataDir === other.dataDir && (one.settings.DATABASE_URL || "") === (other.settings.DATABASE_URL || "");

/** The running portal's settings; what was given to the program itself goes first. */
function join({ given, folder }: Where, server: RunningServer): Found {
  const its = Object.fromEntries(
    SETTING_NAMES.flatMap((name) => (server.settings[name] ? [[name, server.settings[name]]] : [])),
  );
  const tells =
    (its.DATABASE_URL !== undefined && !given.DATABASE_URL) ||
    server.dataDir !== path.resolve(folder, given.DATA_DIR || ".data");
  const notice = tells
    ? `With the settings of the portal that runs here (process ${server.pid}): its data is in ${place(server)}.`
    : undefined;
  const own = Object.fromEntries(Object.entries(given).filter(([, value]) => value));
  return ok({ settings: { ...its, ...own, DATA_DIR: server.dataDir }, notice, pid: server.pid });
}

const place = ({ settings, dataDir }: RunningServer) =>
  settings.DATABASE_URL ? `PostgreSQL at ${describeDatabase(settings.DATABASE_URL)}` : dataDir;

/** No portal runs that this call can mean: what the data folder says. */
function byFolder({ given, running, mayBegin }: Where, dataDir: string): Found {
  const noted = readDatabaseNote(dataDir);
  if (noted !== undefined && !isEmbedded(noted))
    return failure(`The portal's data is in PostgreSQL at ${noted}, and DATABASE_URL is not set here: ${SET}.`);
  if (noted !== undefined || hasEmbeddedData(dataDir)) return ok({ settings: given, notice: undefined });
  if (running.hidden)
    return failure(
      `A portal runs here under another account, and no data is at ${dataDir}: run this as that account, or ${SET}.`,
    );
  if (given.DATA_DIR || !mayBegin)
    return failure(`No portal's data is at ${dataDir}: start the portal first, or ${SET}.`);
  return ok({
    settings: given,
    notice: [
      `No portal's data was at ${dataDir}: begun anew there, where npm start without settings finds it.`,
      `If your portal has settings, ${SET}, and do this again.`,
    ].join(" "),
  });
}

/**
 * Finds the settings of the portal that a command is meant for, so that it never works on another database unsaid: its
 * own, else those of the portal that runs here, else those of the data folder.
 * @returns the settings, or a sentence about why it is not seen which portal is meant
 */
export function findSettings(where: Where): Found {
  const { given, folder } = where;
  const dataDir = path.resolve(folder, given.DATA_DIR || ".data");
  const found = candidates(where, dataDir);
  if (given.DATABASE_URL) return byAddress(where, given.DATABASE_URL, found, readDatabaseNote(dataDir));
  if (found.length > 1)
    return failure(`Several portals run from here, with data in ${found.map(place).join(" and in ")}: ${SET}.`);
  return found[0] ? join(where, found[0]) : byFolder(where, dataDir);
}

/**
 * A given address counts: with the other settings of the portal that uses it; where the portal has another, that is
 * said.
 */
function byAddress(where: Where, databaseUrl: string, found: RunningServer[], noted: string | undefined): Found {
  const mine = describeDatabase(databaseUrl);
  const databaseOf = ({ settings }: RunningServer) => describeDatabase(settings.DATABASE_URL || undefined);
  const server = found.find((one) => databaseOf(one) === mine);
  if (server) return join(where, server);
  const others = found.length ? found.map(databaseOf) : noted === undefined ? [] : [noted];
  const differs = others.length > 0 && !others.includes(mine);
  const notice = differs ? `DATABASE_URL names ${mine}; the portal here uses ${others.join(" or ")}.` : undefined;
  return ok({ settings: where.given, notice });
}
