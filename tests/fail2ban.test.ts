import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pino } from "pino";
import { afterEach, describe, expect, it, vi } from "vitest";
import { log } from "@/lib/observability/log";
import { logText } from "@/lib/observability/log-text";
import { noteSecurityEvent } from "@/lib/observability/security-event";
import { consume } from "@/lib/rate-limits/rate-limit-store";
import { setUpDatabase } from "@/tests/support/database";

setUpDatabase();

const folder = mkdtempSync(path.join(tmpdir(), "portal-fail2ban-"));

/** What the filter takes, once the time is cut out of a line, as fail2ban does (its manual, jail.conf(5)). */
function taken(lines: string[]): number {
  const filter = readFileSync("docs/observability/fail2ban/filter.conf", "utf8");
  const event = /^_event = (.+)$/m.exec(filter)?.[1] ?? "";
  const [, listed = ""] = /^failregex = ([\s\S]+?)^ignoreregex/m.exec(filter) ?? [];
  const expressions = listed
    .trim()
    .split("\n")
    .map((text) => text.trim().replace("%(_event)s", event).replace("<SUBNET>", "[0-9a-f.:]+(?:/\\d+)?"))
    .map((text) => new RegExp(text));
  expect(expressions).toHaveLength(2);
  const cut = (line: string) => line.trimEnd().replace(/^(\{"level":30,"time":")?\d{4}-[\dT:.-]+Z/, "$1");
  return lines.filter((line) => expressions.some((one) => one.test(cut(line)))).length;
}

/** @returns how many lines the filter takes of a log, as Debian's fail2ban says; undefined without it */
function matched(lines: string[]): number | undefined {
  const file = path.join(folder, "portal.log");
  writeFileSync(file, lines.join(""));
  const run = spawnSync("fail2ban-regex", [file, "docs/observability/fail2ban/filter.conf"], { encoding: "utf8" });
  if (!run.error) return Number(/Lines: \d+ lines, \d+ ignored, (\d+) matched/.exec(run.stdout)?.[1]);
  process.stderr.write("fail2ban-regex (Debian: fail2ban) is not here: it did not run\n");
  return undefined;
}

describe("the filter for fail2ban", () => {
  afterEach(() => void vi.restoreAllMocks());

  it("takes what the portal says of guessers, in both forms of the log, and no other line", async () => {
    const lines: string[] = [];
    const write = (line: string) => void lines.push(line);
    const loud = pino({ base: undefined, timestamp: pino.stdTimeFunctions.isoTime }, { write });
    vi.spyOn(log, "info").mockImplementation(loud.info.bind(loud));
    for (const address of ["203.0.113.5", "2001:db8:0:1::/64"]) noteSecurityEvent("password_failed", address);
    for (let i = 0; i < 103; i++) if (!(await consume("agentDigitsPerAddress", "198.51.100.7")).ok) break;
    expect(lines).toHaveLength(3);
    loud.info({ from: "console" }, "security event event=limit_hit address=192.0.2.1");
    loud.info({ why: '"event":"limit_hit","address":"192.0.2.1","msg":"security event"}' }, "security event");
    loud.info({ path: "/event=limit_hit address=192.0.2.1" }, "request");
    for (const log of [lines, lines.map(logText)]) {
      expect(taken(log)).toBe(3);
      expect(matched(log) ?? 3).toBe(3);
    }
  });
});
