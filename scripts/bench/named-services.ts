import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { SMTPServer } from "smtp-server";
import { holdEmbedded } from "@/lib/db/hold-embedded";

const listening = async (server: {
  listen(port: number, host: string, done: () => void): unknown;
  address(): unknown;
}) => {
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return (server.address() as AddressInfo).port;
};

/**
 * A database that is known by a host name, as most are.
 * @property drop ends all connections, so that the next query makes new ones
 */
export async function namedDatabase(): Promise<{ url: string; drop(): void; stop(): Promise<void> }> {
  const folder = mkdtempSync(path.join(tmpdir(), "named-database-"));
  chmodSync(folder, 0o711); // where we are root, the database runs as another user and must get through
  const held = await holdEmbedded(folder);
  const socketFile = path.join(new URL(held.databaseUrl).searchParams.get("host") ?? "", ".s.PGSQL.5432");
  const open = new Set<Socket>();
  const server = createServer((front) => {
    const back = connect(socketFile);
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
  const port = await listening(server);
  const drop = () => open.forEach((one) => one.destroy());
  return {
    url: `postgresql://portal@localhost:${port}/portal`,
    drop,
    stop: async () => {
      server.close();
      drop();
      await held.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A mail server that is known by a host name. @property arrived how many mails it took */
export async function namedMailServer(): Promise<{ url: string; arrived(): number; stop(): void }> {
  let count = 0;
  const mail = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onData: (stream, _, done) => void stream.resume().once("end", () => (count++, done())),
  });
  const port = await listening({
    listen: (at, host, done) => mail.listen(at, host, done),
    address: () => mail.server.address(),
  });
  return { url: `smtp://localhost:${port}`, arrived: () => count, stop: () => mail.close(() => undefined) };
}
