import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync } from "node:fs";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";

/** For tests: what of a portal the install script talks to, with files that a test chooses. */
export type TestDownloads = {
  origin: string;
  files: Map<string, Buffer | string>;
  /** Every request: method, path, body. */
  got: { line: string; body: string }[];
  /** Answer to the question whose a setup token is. */
  setup: { status: number; body: object };
  close(): Promise<void>;
};

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const piece of request) text += String(piece);
  return text;
}

export async function startDownloads(): Promise<TestDownloads> {
  const files = new Map<string, Buffer | string>();
  const got: TestDownloads["got"] = [];
  const downloads = { files, got, setup: { status: 404, body: { Error: "This line was used or has expired." } } };
  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      got.push({ line: `${request.method} ${request.url}`, body });
      if (request.url === "/api/setup/token") {
        response.writeHead(downloads.setup.status).end(JSON.stringify(downloads.setup.body));
        return;
      }
      const file = files.get(request.url ?? "");
      if (file === undefined) response.writeHead(404).end();
      else response.end(file);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return Object.assign(downloads, { origin, close });
}

export const sha256 = (data: Buffer | string): string => createHash("sha256").update(data).digest("hex");

export const newHome = (): string => mkdtempSync(path.join(tmpdir(), "install-"));

/** Who no root is; where the tests are not run by root, whoever runs them. */
export const NOBODY = process.getuid?.() === 0 ? 65_534 : undefined;

const PROGRAMS = (
  "sh id sed sha256sum cut mktemp rm mkdir cp mv chmod cat find dirname basename uname getconf gzip grep tr sleep " +
  "curl node"
).split(" ");

const pathOf = (name: string) =>
  name === "node"
    ? process.execPath
    : ["/usr/bin", "/bin", "/usr/sbin", "/sbin"].map((dir) => `${dir}/${name}`).find(existsSync);

/** A home of its own, and a PATH that holds what the script needs alone, with what is missing there or is there too. */
export function place({ without = [], also = [] }: { without?: string[]; also?: string[] } = {}) {
  const home = newHome();
  const bin = path.join(newHome(), "bin");
  mkdirSync(bin);
  chmodSync(path.dirname(bin), 0o755);
  for (const name of [...PROGRAMS, ...also].filter((item) => !without.includes(item))) {
    const found = pathOf(name);
    if (found) symlinkSync(found, path.join(bin, name));
  }
  if (NOBODY !== undefined) chownSync(home, NOBODY, NOBODY);
  return { home, bin, environment: { PATH: bin, HOME: home } };
}

/** A stand-in for systemd of an account: starts what the unit says as a process, says whether it runs, ends it. */
export const SYSTEMCTL = `#!/bin/sh
unit=$HOME/.config/systemd/user/printer-connector.service
case $2 in
  enable)
    [ -n "$STARTS_AFTER" ] || exit 0
    run=$(sed -n 's/^ExecStart=//p' "$unit")
    (sleep "$STARTS_AFTER"; exec $run) </dev/null >/dev/null 2>&1 &
    echo $! >"$HOME/service.pid" ;;
  is-active) kill -0 "$(cat "$HOME/service.pid")" ;;
  stop | disable) kill "$(cat "$HOME/service.pid")" ;;
esac
`;

export type Ran = { code: number | null; out: string };

/** Runs a script as `curl … | sh` does: on the input of a shell, with an environment that is otherwise empty. */
export function runScript(
  script: string,
  environment: Record<string, string>,
  { args = [], shell = "sh", uid }: { args?: string[]; shell?: string; uid?: number } = {},
): Promise<Ran> {
  return new Promise((resolve) => {
    const child = spawn("/usr/bin/setsid", ["--wait", shell, "-s", "--", ...args], {
      env: environment as NodeJS.ProcessEnv,
      cwd: "/",
      ...(uid !== undefined && { uid, gid: uid }),
    });
    let out = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (piece: Buffer) => (out += piece.toString()));
    child.on("close", (code) => resolve({ code, out }));
    child.stdin.on("error", () => undefined);
    child.stdin.end(script);
  });
}

/** Whether a process runs: one that has ended has no command line, also while nobody has taken leave of it. */
export const isRunning = (pid: number): boolean =>
  existsSync(`/proc/${pid}`) && readFileSync(`/proc/${pid}/cmdline`, "utf8") !== "";
