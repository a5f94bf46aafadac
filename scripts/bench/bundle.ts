import { readFileSync } from "node:fs";
import { build } from "esbuild";

/** The connector's texts go into its bundle; one language is enough for what nobody reads. */
function connectorTexts(): string {
  const { connector } = JSON.parse(readFileSync("lib/messages/en.json", "utf8")) as { connector?: object };
  return JSON.stringify({ en: connector ?? {} });
}

/**
 * Bundles a program of the benchmarks as the server is bundled: what is measured is what runs.
 * @param script in this folder @returns path of the program
 */
export async function bundle(script: string): Promise<string> {
  const outfile = `dist/bench-${script.replace(/\.ts$/, ".mjs")}`;
  await build({
    entryPoints: [`scripts/bench/${script}`],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
    target: "node20",
    alias: { "@": "." },
    define: { CONNECTOR_TEXTS: connectorTexts() },
    logLevel: "warning",
  });
  return outfile;
}
