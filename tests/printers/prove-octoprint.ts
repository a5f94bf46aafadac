import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { appWith, type App } from "./app";
import { openBrowser, type Browser } from "./browser";
import { authorizeWithKey, reachConsent } from "./journey";
import { decideInOctoPrint, type OctoPrint } from "./octoprint";
import { startConnector, type ConnectorProgram } from "./programs";
import { expectSame, waitFor, type Proofs } from "./proofs";
import { proveOwnersDoor } from "./prove-owners-door";
import { transferFile } from "./transfer";

const KEY_NAME = "Test App";

const json = (body: Buffer) => JSON.parse(body.toString()) as Record<string, unknown>;

async function keysIn({ origin, adminKey }: OctoPrint): Promise<{ app_id: string }[]> {
  return (
    (await (await fetch(`${origin}/api/plugin/appkeys?all=true`, { headers: { "X-Api-Key": adminKey } })).json()) as {
      keys: { app_id: string }[];
    }
  ).keys;
}

/** A connector whose question for a key is answered with no. */
async function proveRefusal({ prove }: Proofs, portal: string, octoprint: OctoPrint, folder: string): Promise<void> {
  const connector = startConnector(portal, octoprint.origin, folder, ["--octoprint-api-key", "ask"]);
  await prove("OctoPrint: a person's no is said, and the connector goes on without a key", async () => {
    await connector.next("octoprint-key", ({ state }) => state === "asking");
    await decideInOctoPrint(octoprint, false);
    await connector.next("octoprint-key", ({ state }) => state === "failed");
    await connector.next("code");
  });
  await connector.stop();
}

type Headers = Record<string, string>;

/** What the key that the app got is good for, and that nothing works without it. */
async function proveKey({ prove }: Proofs, octoprint: OctoPrint, app: App, withKey: Headers): Promise<void> {
  for (const way of ["basic", "bearer"] as const) {
    await prove(`OctoPrint: GET /api/version with the returned key through the relay, ${way}`, async () => {
      const { status, body } = await app.ask("/api/version", app[way], { headers: withKey });
      expectSame([status, String(json(body).text).startsWith("OctoPrint 1.11")], [200, true], "the answer");
    });
  }
  await prove(
    "OctoPrint: without the key, OctoPrint refuses: the relay lends nobody the connector's authority",
    async () => {
      expectSame((await app.ask("/api/version", app.basic)).status, 403, "the status");
      const { status } = await app.ask("/api/plugin/appkeys", app.basic, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: Buffer.from(JSON.stringify({ command: "generate", app: "Thief" })),
      });
      const names = (await keysIn(octoprint)).map(({ app_id: name }) => name);
      expectSame(
        [status === 400 || status === 403, names.includes("Thief"), names.includes(KEY_NAME)],
        [true, false, true],
        "the refusal, and the keys in OctoPrint",
      );
    },
  );
}

async function proveStatusAndFiles({ prove }: Proofs, app: App, withKey: Headers): Promise<void> {
  await prove("OctoPrint: the command status tells what the printer does, with its temperatures", async () => {
    const { Status, Result } = json((await app.ask("/octoeverywhere-command-api/status", app.basic)).body) as {
      Status: number;
      Result: { JobStatus: { State: string; CurrentPrint: { Temps: { HotendActual: number } } } };
    };
    expectSame(
      [Status, Result.JobStatus.State, Result.JobStatus.CurrentPrint.Temps.HotendActual > 0],
      [200, "idle", true],
      "the status",
    );
  });
  await prove("OctoPrint: 50 MB uploaded and downloaded through the relay are the same", () =>
    transferFile(app, {
      upload: "/api/files/local",
      download: (name) => `/downloads/files/local/${name}`,
      headers: withKey,
    }),
  );
}

async function proveSocket({ prove }: Proofs, app: App, withKey: Headers): Promise<void> {
  await prove("OctoPrint: its SockJS WebSocket says hello, takes a login, and tells the printer's state", async () => {
    const login = await app.ask("/api/login", app.basic, {
      method: "POST",
      headers: { ...withKey, "Content-Type": "application/json" },
      body: Buffer.from('{"passive":true}'),
    });
    const { name, session } = json(login.body);
    const socket = await app.socket("/sockjs/websocket");
    const { connected } = (await socket.find((message) => "connected" in message)) as {
      connected: { version: string };
    };
    expectSame(connected.version.startsWith("1.11"), true, "the version");
    socket.send(JSON.stringify({ auth: `${String(name)}:${String(session)}` }));
    const { current } = (await socket.find((message) => "current" in message)) as {
      current: { state: { text: string } };
    };
    expectSame(current.state.text, "Operational", "the state");
    socket.close();
  });
}

async function proveAbsence({ prove }: Proofs, octoprint: OctoPrint, app: App, withKey: Headers): Promise<void> {
  await prove("OctoPrint: stopped, the app hears 601; back, it works again", async () => {
    await octoprint.stop();
    expectSame(
      (await app.ask("/api/version", app.basic, { headers: withKey })).status,
      601,
      "the status while it is stopped",
    );
    await octoprint.start();
    expectSame((await app.ask("/api/version", app.basic, { headers: withKey })).status, 200, "the status afterwards");
  });
}

async function proveRelay(proofs: Proofs, octoprint: OctoPrint, app: App, apiKey: string): Promise<void> {
  const withKey = { "X-Api-Key": apiKey };
  await proveKey(proofs, octoprint, app, withKey);
  await proveStatusAndFiles(proofs, app, withKey);
  await proveSocket(proofs, app, withKey);
  await proveAbsence(proofs, octoprint, app, withKey);
}

/** The key that the connector asks for itself. @param folder of the connector */
async function proveGrant({ prove }: Proofs, octoprint: OctoPrint, connector: ConnectorProgram, folder: string) {
  await prove("OctoPrint: the connector asks for a key, and a person's yes in OctoPrint gives it one", async () => {
    await connector.next("octoprint-key", ({ state }) => state === "asking");
    expectSame(await decideInOctoPrint(octoprint, true), "App Connection connector", "who asks");
    await connector.next("octoprint-key", ({ state }) => state === "granted");
  });
  await prove("OctoPrint: the key lies in a file of its owner only, and nothing of it was printed", async () => {
    const file = await waitFor("the key's file", () =>
      readdirSync(folder, { recursive: true, encoding: "utf8" }).find((name) => name.endsWith("octoprint-key.json")),
    );
    const { apiKey } = JSON.parse(readFileSync(path.join(folder, file), "utf8")) as { apiKey: string };
    expectSame(
      [statSync(path.join(folder, file)).mode & 0o777, connector.output().includes(apiKey)],
      [0o600, false],
      "mode and output",
    );
  });
}

/** The journey of an app. @returns what the app got, or undefined when that did not work */
const proveJourney = (
  { prove }: Proofs,
  portal: string,
  octoprint: OctoPrint,
  connector: ConnectorProgram,
  browser: Browser,
): Promise<Record<string, string> | undefined> =>
  prove("OctoPrint: linked by its code, and the journey ends at the completion URL with an OctoPrint key", async () => {
    const [{ printerId }, { code }] = [await connector.next("online"), await connector.next("code")];
    const plan = {
      portal,
      email: "octoprint@example.test",
      printerId,
      linkingCode: code,
      printerName: "OctoPrint in the test",
      keyName: KEY_NAME,
    };
    const consent = await reachConsent(browser, plan);
    const got = await authorizeWithKey(browser, consent, plan);
    expectSame(
      [/^\S{16,}$/.test(got.octoPrintApiKey ?? ""), (await keysIn(octoprint)).some((key) => key.app_id === KEY_NAME)],
      [true, true],
      "the key in the URL and in OctoPrint's list",
    );
    return got;
  });

async function proveRevocation(
  { prove }: Proofs,
  octoprint: OctoPrint,
  browser: Browser,
  values: Record<string, string>,
): Promise<void> {
  await prove(
    "OctoPrint: revoking on the printer's page ends the connection and takes the key out of OctoPrint",
    async () => {
      await browser.press(await browser.open(values.userPrinterAccessUrl ?? ""), "Revoke");
      const app = appWith(values);
      expectSame(
        [
          (await app.ask("/api/version", app.basic)).status,
          (await keysIn(octoprint)).some((key) => key.app_id === KEY_NAME),
        ],
        [604, false],
        "the relay and OctoPrint's list",
      );
    },
  );
}

/** Everything about the connector beside OctoPrint. @param folder of the connector */
export async function proveOctoPrint(
  proofs: Proofs,
  portal: string,
  octoprint: OctoPrint,
  folder: string,
): Promise<void> {
  await proveRefusal(proofs, portal, octoprint, `${folder}-refused`);
  const connector = startConnector(portal, octoprint.origin, folder, ["--octoprint-api-key", "ask"]);
  await proveGrant(proofs, octoprint, connector, folder);
  const browser = openBrowser(portal);
  const values = await proveJourney(proofs, portal, octoprint, connector, browser);
  if (values) {
    await proveRelay(proofs, octoprint, appWith(values), values.octoPrintApiKey ?? "");
    await proveRevocation(proofs, octoprint, browser, values);
    await proveOwnersDoor(proofs, octoprint, browser, values.userPrinterAccessUrl ?? "");
  }
  await connector.stop();
}
