import { createSocket, type Socket } from "node:dgram";
import { isIP, type AddressInfo } from "node:net";
import ipaddr from "ipaddr.js";

/**
 * For tests: what is known about a name. `silent`: no answer ever. @property next answers of the questions to come, one
 * a question and family, before `addresses` @property chain names between this one and its addresses
 */
export type TestName = {
  addresses?: string[];
  next?: string[][];
  chain?: string[];
  afterMs?: number;
  silent?: "both" | "IPv6";
};

/** For tests: a name server on loopback. @property asked `name` once for each question */
export type TestDns = { server: string; names: Record<string, TestName>; asked: string[] };

const TYPE_A = 1;
const TYPE_CNAME = 5;
const TYPE_AAAA = 28;
const NO_SUCH_NAME = 3;

const nameBytes = (name: string) =>
  Buffer.concat([
    ...name
      .split(".")
      .filter(Boolean)
      .map((label) => Buffer.concat([Buffer.from([label.length]), Buffer.from(label)])),
    Buffer.from([0]),
  ]);

function record(owner: string, type: number, data: Buffer): Buffer {
  const fixed = Buffer.alloc(10);
  fixed.writeUInt16BE(type, 0);
  fixed.writeUInt16BE(1, 2);
  fixed.writeUInt16BE(data.length, 8);
  return Buffer.concat([nameBytes(owner), fixed, data]);
}

/** Reads the one question of a message (RFC 1035, 4.1). */
function question(message: Buffer): { name: string; type: number; bytes: Buffer } {
  const labels: string[] = [];
  let at = 12;
  for (let length = message[at] ?? 0; length > 0; length = message[at] ?? 0) {
    labels.push(message.toString("latin1", at + 1, at + 1 + length));
    at += 1 + length;
  }
  return {
    name: labels.join(".").toLowerCase(),
    type: message.readUInt16BE(at + 1),
    bytes: message.subarray(12, at + 5),
  };
}

function answerTo(message: Buffer, records: Buffer[], code: number): Buffer {
  const { bytes } = question(message);
  const header = Buffer.alloc(12);
  message.copy(header, 0, 0, 2);
  header.writeUInt16BE(0x8180 | code, 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(records.length, 6);
  return Buffer.concat([header, bytes, ...records]);
}

function recordsOf(name: string, { addresses = [], chain = [], next }: TestName, type: number): Buffer[] {
  const links = [name, ...chain];
  const owner = links.at(-1) ?? name;
  const told = next?.shift() ?? addresses;
  const fitting = told.filter((address) =>
    type === TYPE_A ? isIP(address) === 4 : type === TYPE_AAAA && isIP(address) === 6,
  );
  return [
    ...chain.map((link, index) => record(links[index] ?? name, TYPE_CNAME, nameBytes(link))),
    ...fitting.map((address) => record(owner, type, Buffer.from(ipaddr.parse(address).toByteArray()))),
  ];
}

/** Starts one. @returns also what ends it */
export async function startTestDns(names: Record<string, TestName> = {}): Promise<TestDns & { stop(): void }> {
  const dns: TestDns = { server: "", names, asked: [] };
  const socket: Socket = createSocket("udp4", (message, { port, address }) => {
    const { name, type } = question(message);
    dns.asked.push(name);
    const known = dns.names[name];
    if (known?.silent === "both" || (known?.silent === "IPv6" && type === TYPE_AAAA)) return;
    const answer = answerTo(message, known ? recordsOf(name, known, type) : [], known ? 0 : NO_SUCH_NAME);
    setTimeout(() => socket.send(answer, port, address, () => undefined), known?.afterMs ?? 0);
  });
  await new Promise<void>((bound) => socket.bind(0, "127.0.0.1", bound));
  socket.unref();
  dns.server = `127.0.0.1:${(socket.address() as AddressInfo).port}`;
  return Object.assign(dns, { stop: () => socket.close() });
}
