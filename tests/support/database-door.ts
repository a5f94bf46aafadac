import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import path from "node:path";
import { inject } from "vitest";
import { newDatabase } from "@/tests/support/new-database";
import { freePort } from "@/tests/support/portal";

export type DatabaseDoor = {
  url: string;
  close(): Promise<void>;
  open(): Promise<void>;
  /** Connections that are open stay so for good, and bring nothing any more: as behind a router that forgot them. */
  silence(): void;
};

/**
 * The test database server behind a TCP port that can be closed: a database that goes and comes back.
 * @param databaseUrl of a database there; without it a new one
 */
export async function openDatabaseDoor(databaseUrl?: string): Promise<DatabaseDoor> {
  const name = new URL(databaseUrl ?? (await newDatabase("server"))).pathname.slice(1);
  const socket = path.join(new URL(inject("testServerUrl")).searchParams.get("host") ?? "", ".s.PGSQL.5432");
  const open = new Set<Socket>();
  const server = createServer((front) => {
    const back = connect(socket);
    for (const [one, other] of [
      [front, back],
      [back, front],
    ] as const) {
      open.add(one);
      one
        .on("error", () => undefined)
        .on("close", () => (open.delete(one), other.destroy()))
        .pipe(other);
    }
  });
  const port = await freePort();
  const listen = () => new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  await listen();
  return {
    url: `postgresql://portal@127.0.0.1:${(server.address() as AddressInfo).port}/${name}`,
    open: listen,
    silence: () => open.forEach((one) => one.unpipe().pause()),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const one of open) one.destroy();
      }),
  };
}
