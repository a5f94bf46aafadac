import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { defineConfig } from "prisma/config";

// Prisma's CLI downloads its schema engine on first use. Where that engine is not there, our small replacement, made of
// the engine's WebAssembly build from npm, takes its place, so that every command works on a closed network too.
const engines = path.join(import.meta.dirname, "node_modules/@prisma/engines");
const downloaded = existsSync(engines) && readdirSync(engines).some((name) => name.startsWith("schema-engine-"));
if (!downloaded)
  process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= path.join(import.meta.dirname, "scripts/schema-engine.mjs");

/** DATABASE_URL, else the embedded database while it runs. */
function databaseUrl(): string {
  if (process.env.DATABASE_URL) return process.env.DATABASE_URL;
  const note = path.join(process.env.DATA_DIR ?? path.join(import.meta.dirname, ".data"), "postgres-socket-folder");
  const host = existsSync(note) ? `?host=${encodeURIComponent(readFileSync(note, "utf8").trim())}` : "";
  return `postgresql://portal@localhost/portal${host}`;
}

export default defineConfig({
  schema: "prisma/schema.prisma",
  migrations: { path: "prisma/migrations" },
  datasource: { url: databaseUrl() },
});
