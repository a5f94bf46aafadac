import { constants, publicEncrypt } from "node:crypto";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import path from "node:path";
import { WebSocket } from "ws";
import { decodeMessage } from "@/lib/octostream/decode-message";
import { encodeMessage } from "@/lib/octostream/encode-message";
import type { HandshakeReply, Message, Outgoing } from "@/lib/octostream/messages";
import { randomString, randomToken } from "@/lib/random";

const PUBLIC_KEY = readFileSync(path.resolve("lib/octostream/vectors/test-rsa-public.pem"), "utf8");

export type Hello = Extract<Outgoing, { type: "HandshakeRequest" }>;

export const newPublicId = () => randomString("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", 60);

/** A challenge and the text that must come back. */
export function testChallenge(text = randomToken(64)): { text: string; encrypted: Uint8Array } {
  return {
    text,
    encrypted: publicEncrypt({ key: PUBLIC_KEY, padding: constants.RSA_PKCS1_PADDING }, Buffer.from(text)),
  };
}

export const hello = (change: Partial<Hello> = {}): Hello => ({
  type: "HandshakeRequest",
  printerId: newPublicId(),
  privateKey: randomToken(80),
  isPrimary: true,
  pluginVersion: "5.3.1",
  lanIp: "192.168.1.20",
  lanHttpPort: 80,
  rsaChallenge: testChallenge().encrypted,
  rsaKeyVersion: 1,
  hostPlatform: 1,
  deviceOs: 1,
  ...change,
});

/** For tests: a printer's socket that says exactly what a test wants, also what no honest printer would. */
export class TestPrinter {
  readonly messages: Message[] = [];
  readonly closed: Promise<unknown>;

  private constructor(readonly socket: WebSocket) {
    socket.on("error", () => undefined);
    this.closed = once(socket, "close");
    this.closed.catch(() => undefined); // refused before it was a WebSocket: connect says so
    socket.on("message", (bytes: Buffer) => {
      const decoded = decodeMessage(bytes);
      if (decoded.ok) this.messages.push(decoded.message);
    });
  }

  static async connect(origin: string): Promise<TestPrinter> {
    const socket = new WebSocket(`${origin.replace("http", "ws").replace("localhost", "127.0.0.1")}/octoclientwsv2`);
    const printer = new TestPrinter(socket);
    await once(socket, "open");
    return printer;
  }

  /** Connects and says hello. @returns the printer and the reply */
  static async shake(origin: string, greeting: Hello): Promise<{ printer: TestPrinter; reply: HandshakeReply }> {
    const printer = await TestPrinter.connect(origin);
    return { printer, reply: await printer.greet(greeting) };
  }

  send(message: Outgoing): void {
    this.socket.send(encodeMessage(message));
  }

  async greet(greeting: Hello): Promise<HandshakeReply> {
    this.send(greeting);
    const reply = await this.next("HandshakeReply");
    if (reply.type !== "HandshakeReply") throw new Error("no reply");
    return reply;
  }

  /** The first message of a type, waited for. */
  async next(type: Message["type"]): Promise<Message> {
    for (let i = 0; i < 500; i++) {
      const found = this.messages.find((message) => message.type === type);
      if (found) return found;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    throw new Error(`no ${type} came`);
  }

  async close(): Promise<void> {
    this.socket.close();
    await this.closed;
  }
}

/** Waits until something is true. @param what named in the error when it does not become true within 10 s */
export async function until(what: string, isTrue: () => Promise<boolean> | boolean): Promise<void> {
  for (let i = 0; i < 400; i++) {
    if (await isTrue()) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`not true within 10 s: ${what}`);
}
