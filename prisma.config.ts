import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { defineConfig } from "prisma/config";

// Prisma's CLI downloads its schema engine on first use. Where that engine is not there, our small stand-in, made of
// the engine's WebAssembly build from npm, takes its place, so that every command works on a closed network too.
const engines = path.join(import.meta.dirname, "node_modules/@prisma/engines");
const downloaded = existsSync(engines) && readdirSync(engines).some((name) => name.startsWith("schema-engine-"));
if (!downloaded) process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= path.join(import.meta.dirname, "scripts/schema-engine.mjs");

export default defineConfig({
  schema: "prisma/schema.prisma",
  migrations: { path: "prisma/migrations" },
  datasource: { url: process.env.DATABASE_URL ?? "postgresql://localhost/portal" },
});
