/**
 * Which way the folders of `lib` point, by what runs: types may be named anywhere. The linter holds single imports
 * (eslint.config.mjs); this holds what no single file can see.
 * @type {import("dependency-cruiser").IConfiguration}
 */
export default {
  forbidden: [
    {
      name: "no-circle-of-rooms",
      comment: "Two folders of lib that import each other cannot be understood, tested or moved apart.",
      severity: "error",
      scope: "folder",
      from: { path: "^lib/[^/]+$" },
      to: { circular: true },
    },
    {
      name: "no-circle-of-files",
      severity: "error",
      from: { path: "^(lib|app|components|server\\.ts)" },
      to: { circular: true },
    },
  ],
  options: {
    tsPreCompilationDeps: false,
    tsConfig: { fileName: "tsconfig.json" },
    exclude: { path: "(^|/)(node_modules|generated)/|\\.test\\.ts$|(^|/)test-[^/]+\\.ts$" },
    doNotFollow: { path: "node_modules" },
  },
};
