import { appWith, type App } from "./app";
import { openBrowser } from "./browser";
import { authorizeWithout, reachConsent } from "./journey";
import type { Moonraker } from "./moonraker";
import { startConnector } from "./programs";
import { expectSame, waitFor, type Proofs } from "./proofs";
import { transferFile } from "./transfer";

const json = (body: Buffer) => JSON.parse(body.toString()) as Record<string, unknown>;

async function proveRelay({ prove }: Proofs, moonraker: Moonraker, app: App): Promise<void> {
  for (const way of ["basic", "bearer"] as const) {
    await prove(`Moonraker: GET /server/info through the relay, ${way}`, async () => {
      const { status, body } = await app.ask("/server/info", app[way]);
      expectSame([status, "klippy_connected" in (json(body).result as object)], [200, true], "the answer");
    });
  }
  await prove("Moonraker: JSON-RPC server.info over its WebSocket", async () => {
    const socket = await app.socket("/websocket");
    socket.send(JSON.stringify({ jsonrpc: "2.0", method: "server.info", id: 5656 }));
    const { result } = (await socket.find(({ id }) => id === 5656)) as { result: { moonraker_version: string } };
    expectSame(typeof result.moonraker_version, "string", "the version");
    socket.close();
  });
  await prove("Moonraker: 50 MB uploaded and downloaded through the relay are the same", () =>
    transferFile(app, { upload: "/server/files/upload", download: (name) => `/server/files/gcodes/${name}` }),
  );
  await prove("Moonraker: the command status says that Klipper is not there", async () => {
    expectSame(json((await app.ask("/octoeverywhere-command-api/status", app.basic)).body).Status, 785, "the status");
  });
  await prove("Moonraker: stopped, the app hears 601; back, it works again", async () => {
    await moonraker.stop();
    expectSame((await app.ask("/server/info", app.basic)).status, 601, "the status while it is stopped");
    await moonraker.start();
    expectSame((await app.ask("/server/info", app.basic)).status, 200, "the status afterwards");
  });
}

/** Everything about the connector beside Moonraker. @param folder of the connector */
export async function proveMoonraker(
  proofs: Proofs,
  portal: string,
  moonraker: Moonraker,
  folder: string,
): Promise<void> {
  const { prove } = proofs;
  const connector = startConnector(portal, moonraker.origin, folder);
  await prove("Moonraker: the printer's id is in its database, where apps look for it", async () => {
    const { printerId } = await connector.next("online");
    const read = async (key: string) => {
      const answer = await fetch(`${moonraker.origin}/server/database/item?namespace=octoeverywhere&key=${key}`);
      return answer.ok ? ((await answer.json()) as { result: { value: string } }).result.value : undefined;
    };
    expectSame(await waitFor("the id", () => read("public.printerId")), printerId, "the id");
    expectSame(typeof (await waitFor("the version", () => read("public.pluginVersion"))), "string", "the version");
  });
  const values = await prove(
    "Moonraker: linked by its code, and the journey ends at the completion URL with no question about an OctoPrint key",
    async () => {
      const [{ printerId }, { code }] = [await connector.next("online"), await connector.next("code")];
      const plan = {
        portal,
        email: "moonraker@example.test",
        printerId,
        linkingCode: code,
        printerName: "Klipper in the test",
        keyName: "Test App",
      };
      const browser = openBrowser(portal);
      const got = await authorizeWithout(browser, await reachConsent(browser, plan));
      expectSame(got.octoPrintApiKey, undefined, "the key");
      return got;
    },
  );
  if (values) await proveRelay(proofs, moonraker, appWith(values));
  await connector.stop();
}
