import { createServer, type Socket } from "node:net";
import type { AddressInfo } from "node:net";
import sharp from "sharp";
import { startTestDns } from "@/tests/support/dns";

const FINE = "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n";

/** The ways in which a logo's host is hostile here, each with a part of the addresses. */
export const HOSTILE = ["silent-dns", "minute", "circle", "drip", "huge"] as const;

async function pictures(): Promise<Buffer> {
  const side = 2048;
  return sharp(Buffer.alloc(side * side * 4, 200), { raw: { width: side, height: side, channels: 4 } })
    .toColourspace("rgb16")
    .png({ progressive: true })
    .toBuffer();
}

/**
 * Hosts that do all they can to keep a fetcher busy, behind a name server that knows them.
 * @property logoUrl address of the picture number `index`
 */
export async function startHostileHosts(): Promise<{
  dns: string;
  logoUrl(index: number): string;
  asked(): number;
  stop(): void;
}> {
  const huge = await pictures();
  const dns = await startTestDns();
  const sockets = new Set<Socket>();
  let asked = 0;
  const server = createServer((socket) => {
    sockets.add(socket.on("error", () => undefined).once("close", () => sockets.delete(socket)));
    socket.once("data", (request) => {
      asked++;
      const way = /^GET \/([a-z]+)/.exec(request.toString("latin1"))?.[1];
      if (way === "circle")
        return void socket.end("HTTP/1.1 302 Found\r\nLocation: /circle\r\nContent-Length: 0\r\n\r\n");
      if (way === "minute") return void setTimeout(() => socket.end(`${FINE}\r\n`), 60_000).unref();
      if (way === "huge") return void socket.end(Buffer.concat([Buffer.from(`${FINE}\r\n`), huge]));
      socket.write(`${FINE}\r\n`);
      const timer = setInterval(() => socket.write("x"), 1000);
      socket.once("close", () => clearInterval(timer));
    });
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  return {
    dns: dns.server,
    asked: () => asked,
    logoUrl: (index) => {
      const way = HOSTILE[index % HOSTILE.length] ?? "drip";
      const name = `${way}${index}.example`;
      dns.names[name] = way === "silent-dns" ? { silent: "both" } : { addresses: ["127.0.0.1"] };
      return way === "silent-dns" ? `http://${name}/logo.png` : `http://${name}:${port}/${way}?${index}`;
    },
    stop: () => {
      dns.stop();
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

const POLICY = `{
  plainHttp: "anywhere", names: "public", allowsPort: () => true, allows: (address) => address === "127.0.0.1",
}`;
const PRELOADED =
  `globalThis[Symbol.for("app-connection-portal.shared")] = ` + `new Map([["outbound-public-web", ${POLICY}]]);`;
/**
 * What the portal is started with here, as NODE_OPTIONS: its policy for logos also lets it go to this machine, where
 * the hosts are. All other limits are the real ones. The product has no setting for that.
 */
export const LETS_LOGOS_GO_HERE = `--import=data:text/javascript;base64,${Buffer.from(PRELOADED).toString("base64")}`;
