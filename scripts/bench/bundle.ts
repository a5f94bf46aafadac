import { build } from "esbuild";

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
    logLevel: "warning",
  });
  return outfile;
}
