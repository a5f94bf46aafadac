// `npm start`: everything a fresh machine needs, then the server. `--dev`: the development server, which builds as it
// goes. `--lan`: other machines of the same network may try it too.
import { spawn } from "node:child_process";
import { build, buildConnector, prepareSources, root, tool } from "./prepare.mjs";

const development = process.argv.includes("--dev");
prepareSources();
if (development) {
  buildConnector();
  const { buildBrowserAssets, watchBrowserAssets } = await import("./browser-assets.mjs");
  await buildBrowserAssets(false);
  watchBrowserAssets();
} else build();

const [command, args] = development ? [tool("tsx"), ["server.ts", "--dev"]] : [process.execPath, ["dist/server.mjs"]];
const environment = {
  ...process.env,
  NODE_ENV: development ? "development" : "production",
  NEXT_TELEMETRY_DISABLED: "1",
  ...(process.argv.includes("--lan") && { LAN: "1" }),
};
const server = spawn(command, args, { cwd: root, stdio: "inherit", env: environment });
// Ctrl-C reaches the server by itself, since it shares the terminal; a signal to us alone is handed on.
process.on("SIGINT", () => undefined);
for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => server.kill(signal));
// npm hands a signal to a shell between it and us, which ends and hands nothing on: that it is gone is all we notice.
const parent = process.ppid;
const watch = () => process.ppid === parent || server.kill("SIGTERM");
if (process.env.npm_lifecycle_event) setInterval(watch, 500).unref();
server.on("exit", (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
