// `npm run bench:database [SCALE]`: what the database is asked for each printer, each request and each minute, on about
// a million rows (SCALE 1). Runs the program's own functions, and looks at the plan of every statement that they send.
// Ends with 1 when one of them reads a large table from end to end.
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import path from "node:path";
import { PrismaPg } from "@prisma/adapter-pg";
import { MEASURED, type Measured } from "./bench/database-queries";
import { tablesScanned, type Statement } from "./bench/explain";
import { fillDatabase } from "./bench/fill-database";
import { PrismaClient } from "@/lib/db/generated/client";
import { holdEmbedded } from "@/lib/db/hold-embedded";
import { applyMigrations } from "@/lib/db/migrate";
import { migrateJobs } from "@/lib/db/migrate-jobs";
import { overrideEnv } from "@/lib/env";
import { setShared } from "@/lib/shared";

const scale = Number(process.argv[2] ?? 1);
const TIMES = 3;

type Row = { what: string; when: string; rows: number; firstMs: number; ms: number; scanned: string[] };

const median = (list: number[]) => list.sort((a, b) => a - b)[Math.floor(list.length / 2)] ?? 0;

/** The first time shows what is asked, and may have all that was due to do; the others find what is left. */
async function measure(databaseUrl: string, statements: Statement[], { what, when, run }: Measured): Promise<Row> {
  statements.length = 0;
  const timed = async () => {
    const begun = performance.now();
    const found = await run();
    return { found, ms: performance.now() - begun };
  };
  const { found, ms: firstMs } = await timed();
  const asked = statements.splice(0);
  const took: number[] = [];
  for (let time = 0; time < TIMES; time++) took.push((await timed()).ms);
  const rows = Array.isArray(found) ? found.length : found instanceof Map || found instanceof Set ? found.size : NaN;
  return { what, when, rows, firstMs, ms: median(took), scanned: await tablesScanned(databaseUrl, asked) };
}

const inMs = (ms: number) => ms.toFixed(ms < 10 ? 1 : 0);
const line = (cells: string[]) => `| ${cells.join(" | ")} |`;

function report(rows: Row[]): void {
  console.log(line(["what", "how often", "rows", "first, ms", "again, ms", "by an index"]));
  console.log(line(["---", "---", "---", "---", "---", "---"]));
  for (const { what, when, rows: count, firstMs, ms, scanned } of rows)
    console.log(
      line([
        what,
        when,
        Number.isNaN(count) ? "" : String(count),
        inMs(firstMs),
        inMs(ms),
        scanned.length === 0 ? "yes" : `no: all of ${scanned.join(", ")}`,
      ]),
    );
}

async function countRows(prisma: PrismaClient): Promise<number> {
  const [row] = await prisma.$queryRaw<{ n: number }[]>`
    SELECT sum(reltuples)::int AS n FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace`;
  return row?.n ?? 0;
}

async function main(databaseUrl: string): Promise<number> {
  overrideEnv({ databaseUrl });
  await applyMigrations(databaseUrl);
  await migrateJobs(databaseUrl);
  const begun = performance.now();
  await fillDatabase(databaseUrl, scale);
  const adapter = new PrismaPg({ connectionString: databaseUrl, max: 10 });
  const prisma = new PrismaClient({ adapter, log: [{ emit: "event", level: "query" }] });
  const statements: Statement[] = [];
  prisma.$on("query", ({ query, params }) => void statements.push({ query, params }));
  setShared("db", prisma);
  const [filled, rows] = [(performance.now() - begun) / 1000, await countRows(prisma)];
  console.log(
    `${rows.toLocaleString("en")} rows, made in ${filled.toFixed(0)} s; ${cpus().length} × ${cpus()[0]?.model}\n`,
  );
  const measured: Row[] = [];
  for (const one of MEASURED) measured.push(await measure(databaseUrl, statements, one));
  report(measured);
  await prisma.$disconnect();
  const scans = measured.filter(({ scanned }, index) => scanned.length > 0 && !MEASURED[index]?.mayScan);
  if (scans.length > 0) console.log(`\n${scans.length} of these read a large table from end to end.`);
  return scans.length;
}

const dataDir = mkdtempSync(path.join(tmpdir(), "portal-bench-database-"));
chmodSync(dataDir, 0o711); // where we are root, the database runs as another user and must get through
const held = await holdEmbedded(dataDir);
try {
  process.exitCode = (await main(held.databaseUrl)) > 0 ? 1 : 0;
} finally {
  await held.close();
  rmSync(dataDir, { recursive: true, force: true });
}
