import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import readline from "node:readline";

type Event = { event: string } & Record<string, unknown>;

/** A virtual printer: the project's own connector as a process of its own, speaking the real protocol to the portal. */
export class PrinterProcess {
  private readonly events: Event[] = [];
  private readonly waiting: (() => void)[] = [];

  private constructor(
    private readonly child: ChildProcess,
    readonly dir: string,
  ) {
    readline.createInterface({ input: child.stdout! }).on("line", (line) => {
      try {
        this.events.push(JSON.parse(line) as Event);
      } catch {
        return;
      }
      this.waiting.splice(0).forEach((wake) => wake());
    });
  }

  static start(
    portal: string,
    dir = mkdtempSync(path.join(tmpdir(), "e2e-printer-")),
    more: string[] = [],
  ): PrinterProcess {
    const tsx = path.resolve("node_modules/.bin/tsx");
    return new PrinterProcess(
      spawn(tsx, ["scripts/printer.ts", "--portal", portal, "--dir", dir, "--json", ...more], {
        stdio: ["ignore", "pipe", "inherit"],
      }),
      dir,
    );
  }

  /** The latest event of a kind, waited for. */
  async next(event: string, timeoutMs = 30_000): Promise<Event> {
    const deadline = AbortSignal.timeout(timeoutMs);
    for (;;) {
      const found = this.events.findLast((item) => item.event === event);
      if (found) return found;
      if (deadline.aborted)
        throw new Error(`the printer did not say "${event}"; it said ${JSON.stringify(this.events)}`);
      await new Promise<void>((wake) => {
        this.waiting.push(wake);
        setTimeout(wake, 500);
      });
    }
  }

  /** Everything of a kind that it said so far. */
  said(event: string): Event[] {
    return this.events.filter((item) => item.event === event);
  }

  async publicId(): Promise<string> {
    return String((await this.next("online")).printerId);
  }

  async code(): Promise<string> {
    return String((await this.next("code")).code);
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null) return;
    const gone = new Promise((resolve) => this.child.once("exit", resolve));
    this.child.kill("SIGTERM");
    await gone;
  }
}
