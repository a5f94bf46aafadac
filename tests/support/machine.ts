import { WebSocket } from "ws";
import { db } from "@/lib/db/client";
import { digest } from "@/lib/digest";
import { answerShortCode } from "@/lib/printers/answer-short-code";
import { confirmPrinter } from "@/lib/printers/confirm-printer";
import { findPrinterByCode } from "@/lib/printers/find-printer-by-code";
import { randomToken } from "@/lib/random";
import { hello, TestPrinter } from "@/tests/support/plugin";

const HERE = "203.0.113.7";

/** For tests: a machine with a key of its own that says a printer's id, over real sockets. */
export class Machine {
  readonly greeting;
  readonly keyDigest: string;
  octoKey = "";
  printer!: TestPrinter;
  /** What its last handshake said. */
  isLinked = false;

  constructor(
    readonly origin: string,
    readonly publicId: string,
    privateKey = randomToken(80),
  ) {
    this.greeting = hello({ printerId: publicId, privateKey });
    this.keyDigest = digest(privateKey);
  }

  async connect(): Promise<boolean> {
    const { printer, reply } = await TestPrinter.shake(this.origin, this.greeting);
    this.printer = printer;
    this.octoKey = reply.octoKey ?? "";
    this.isLinked = (reply.connectedAccounts ?? []).length > 0;
    return reply.accepted ?? false;
  }

  get isConnected(): boolean {
    return this.printer.socket.readyState === WebSocket.OPEN;
  }

  /** The code that it shows; undefined when it gets none. */
  async findCode(): Promise<string | undefined> {
    const body = Buffer.from(JSON.stringify({ Type: 1, PrinterId: this.publicId, OctoKey: this.octoKey }));
    const call = { method: "POST", path: "", query: new URLSearchParams(), headers: {}, body };
    const answer = await answerShortCode({ ...call, address: HERE, relayLabel: undefined });
    return (answer.body as { Result?: { Code: string } }).Result?.Code;
  }

  async code(): Promise<string> {
    const code = await this.findCode();
    if (code === undefined) throw new Error("this machine got no code");
    return code;
  }

  /** Its row, while there is one. */
  row() {
    const { publicId, keyDigest } = this;
    return db().printer.findFirst({ where: { keyDigest, OR: [{ publicId }, { saidId: publicId }] } });
  }
}

/** For tests: a person enters a code and taps "Add printer". */
export async function addByCode(code: string, userId: string) {
  const found = await findPrinterByCode({ code, userId, address: HERE });
  if (!found.ok) return found;
  return confirmPrinter({ printerId: found.printerId, userId, name: "Voron", address: HERE });
}
