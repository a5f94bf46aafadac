import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { startProgram, type Program } from "./programs";
import { waitFor } from "./proofs";
import { randomToken } from "@/lib/random";

/** Its first-run wizards count as done, it asks nothing on the internet, and its printer is its own virtual one. */
const config = (port: number) => `
server:
  firstRun: false
  host: 127.0.0.1
  port: ${port}
  onlineCheck: { enabled: false }
  pluginBlacklist: { enabled: false }
  seenWizards: { corewizard: 5, tracking: 1, classicwebcam: 1, backup: 1 }
accessControl:
  salt: ${randomToken(32)}
gcodeAnalysis:
  runAt: never
plugins:
  _disabled: [softwareupdate, discovery, announcements, tracking, pluginmanager, errortracking]
  virtual_printer: { enabled: true }
serial:
  autoconnect: true
  port: VIRTUAL
`;

export type OctoPrint = {
  origin: string;
  adminKey: string;
  adminPassword: string;
  start(): Promise<void>;
  stop(): Promise<void>;
  output(): string;
};

/**
 * A throw-away OctoPrint on loopback with one administrator.
 * @param program the installed program
 * @param folder of its own
 */
export async function octoPrintAt(program: string, folder: string, port: number): Promise<OctoPrint> {
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, "config.yaml"), config(port));
  const adminPassword = randomToken(20);
  const added = spawnSync(
    program,
    ["--basedir", folder, "user", "add", "admin", "--password", adminPassword, "--admin"],
    { encoding: "utf8" },
  );
  if (added.status !== 0) throw new Error(`OctoPrint took no user: ${added.stdout}${added.stderr}`);
  const users = path.join(folder, "users.yaml");
  const adminKey = randomToken(32);
  writeFileSync(users, readFileSync(users, "utf8").replace("apikey: null", `apikey: ${adminKey}`));
  const origin = `http://127.0.0.1:${port}`;
  let running: Program | undefined;
  return {
    origin,
    adminKey,
    adminPassword,
    output: () => running?.output() ?? "",
    start: async () => {
      const started = startProgram(program, [
        "serve",
        "--basedir",
        folder,
        "--iknowwhatimdoing",
        "--host",
        "127.0.0.1",
        "--port",
        String(port),
      ]);
      running = started;
      await waitFor(
        "OctoPrint",
        async () => {
          if (started.child.exitCode !== null) throw new Error(`OctoPrint ended: ${started.output().slice(-1500)}`);
          const answer = await fetch(`${origin}/api/connection`, { headers: { "X-Api-Key": adminKey } }).catch(
            () => undefined,
          );
          const told = answer?.ok ? ((await answer.json()) as { current: { state: string } }) : undefined;
          return told?.current.state === "Operational" || undefined;
        },
        120_000,
      );
    },
    stop: async () => running?.stop(),
  };
}

/** What a person does in OctoPrint's page: decides about the program that asks for a key. */
export async function decideInOctoPrint({ origin, adminKey }: OctoPrint, allow: boolean): Promise<string> {
  const headers = { "X-Api-Key": adminKey, "Content-Type": "application/json" };
  const { pending } = (await (await fetch(`${origin}/api/plugin/appkeys`, { headers })).json()) as {
    pending: Record<string, { app_id: string }>;
  };
  const [token, asked] = Object.entries(pending)[0] ?? [];
  if (!token || !asked) throw new Error("Nobody asks for a key in OctoPrint.");
  const { status } = await fetch(`${origin}/plugin/appkeys/decision/${token}`, {
    method: "POST",
    headers,
    body: JSON.stringify({ decision: allow }),
  });
  if (status !== 204) throw new Error(`OctoPrint took no decision: ${status}`);
  return asked.app_id;
}
