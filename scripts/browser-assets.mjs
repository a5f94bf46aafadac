// The one script and the one stylesheet of the portal's pages: `dist/browser`, under names that say what is in them.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, watch, writeFileSync } from "node:fs";
import path from "node:path";

const root = path.resolve(import.meta.dirname, "..");
const folder = path.join(root, "dist/browser");

async function buildScript(minify) {
  const esbuild = await import("esbuild");
  const { metafile } = await esbuild.build({
    absWorkingDir: root,
    entryPoints: ["components/browser/portal.ts"],
    outdir: folder,
    entryNames: "[name]-[hash]",
    chunkNames: "[name]-[hash]",
    bundle: true,
    splitting: true,
    format: "esm",
    // In-app browsers follow the system: WebKit of iOS 15, and Android's WebView of those days.
    target: ["safari15", "chrome97"],
    alias: { "@": root },
    minify,
    metafile: true,
    logLevel: "warning",
  });
  const [file] = Object.entries(metafile.outputs).find(([, { entryPoint }]) => entryPoint) ?? [];
  return path.basename(file);
}

async function buildStyle(minify) {
  const [{ default: postcss }, { default: tailwind }] = await Promise.all([
    import("postcss"),
    import("@tailwindcss/postcss"),
  ]);
  const from = path.join(root, "app/globals.css");
  const { css } = await postcss([tailwind({ base: root, optimize: minify })]).process(readFileSync(from), { from });
  const name = `portal-${createHash("sha256").update(css).digest("hex").slice(0, 10)}.css`;
  writeFileSync(path.join(folder, name), css);
  return name;
}

/** @param {boolean} minify for people, not for who develops */
export async function buildBrowserAssets(minify = true) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const [script, style] = await Promise.all([buildScript(minify), buildStyle(minify)]);
  // Last: who reads it finds what it names.
  writeFileSync(path.join(folder, "assets.json"), JSON.stringify({ script, style }));
}

/** For the development server: again after each change. */
export function watchBrowserAssets() {
  let timer;
  const again = () => {
    clearTimeout(timer);
    timer = setTimeout(() => buildBrowserAssets(false).catch((error) => console.error(error.message)), 100);
  };
  for (const place of ["app", "components", "pages", "lib"]) watch(path.join(root, place), { recursive: true }, again);
}

if (process.argv[1] === import.meta.filename) await buildBrowserAssets();
