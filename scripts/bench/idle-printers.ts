import { constants, publicEncrypt } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { WebSocket } from "ws";
import { decodeMessage } from "@/lib/octostream/decode-message";
import { encodeMessage } from "@/lib/octostream/encode-message";
import { randomString, randomToken } from "@/lib/random";

export type Arrivals = { accepted: number; slowestMs: number; leave(): void };

/**
 * Printers that connect one after the other and then do nothing.
 * @param perSecond how many arrive
 * @param publicKey PEM
 */
export async function connectPrinters(
  port: number,
  publicKey: string,
  count: number,
  perSecond: number,
): Promise<Arrivals> {
  const sockets: WebSocket[] = [];
  const times: number[] = [];
  const connect = () => {
    const before = performance.now();
    const socket = new WebSocket(`ws://127.0.0.1:${port}/octoclientwsv2`, { perMessageDeflate: false });
    const rsaChallenge = publicEncrypt(
      { key: publicKey, padding: constants.RSA_PKCS1_PADDING },
      Buffer.from(randomToken(64)),
    );
    const hello = {
      type: "HandshakeRequest",
      printerId: randomString("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", 60),
      privateKey: randomToken(80),
      isPrimary: true,
      rsaKeyVersion: 1,
      rsaChallenge,
    } as const;
    socket.on("open", () => socket.send(encodeMessage(hello)));
    socket.on("error", () => undefined);
    socket.on("message", (bytes: Buffer) => {
      const decoded = decodeMessage(bytes);
      if (decoded.ok && decoded.message.type === "HandshakeReply" && decoded.message.accepted)
        times.push(performance.now() - before);
    });
    sockets.push(socket);
  };
  const start = performance.now();
  for (let i = 0; i < count; i++) {
    await sleep(Math.max(0, start + (i * 1000) / perSecond - performance.now()));
    connect();
  }
  await sleep(2000);
  return {
    accepted: times.length,
    slowestMs: Math.max(...times),
    leave: () => sockets.forEach((socket) => socket.terminate()),
  };
}
