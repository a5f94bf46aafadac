// `npm run bench:flow`: how many people the hosted flow serves on this machine, beside an empty page of the same build;
// how long each page takes; what a phone on a slow network sees.
import { cpus } from "node:os";
import { connectAgain, giveAPrinter, newVisitor, signIn, type PageTimes, type Visitor } from "./bench/hosted-flow";
import { measurePaint } from "./bench/measure-paint";
import { mailServer } from "../tests/support/mail-server";
import { joinDatabase } from "../tests/support/person";
import { ask, startTestPortal } from "../tests/support/portal";

const AT_ONCE = 4;
const NEW_PEOPLE = 160;
const RETURNS_EACH = 10;
const CROWD = 100;

const row = (cells: (string | number)[]) => console.log(`| ${cells.join(" | ")} |`);
const at = (times: number[], share: number) => [...times].sort((a, b) => a - b)[Math.floor(times.length * share)] ?? 0;

/** Does something so many times, so many at once. @returns how often a second */
async function rate(count: number, atOnce: number, act: (i: number) => Promise<unknown>): Promise<number> {
  let next = 0;
  const before = performance.now();
  const run = async () => {
    while (next < count) await act(next++);
  };
  await Promise.all(Array.from({ length: atOnce }, run));
  return count / ((performance.now() - before) / 1000);
}

const mails = await mailServer();
const portal = await startTestPortal({ TRUSTED_PROXIES: "127.0.0.1", SMTP_URL: mails.url });
joinDatabase(portal);
const origin = `http://localhost:${portal.port}`;
const times: PageTimes = new Map();

// Warm: what is compiled and connected at the first visit is not what is measured.
await rate(20, AT_ONCE, () => signIn(mails, newVisitor(origin), new Map()));
await rate(200, AT_ONCE, () => ask(portal.port, "/code"));

const pages = await rate(800, AT_ONCE, () => ask(portal.port, "/code"));
await rate(100, AT_ONCE, () => ask(portal.port, "/account/sign-in"));
const appPages = await rate(400, AT_ONCE, () => ask(portal.port, "/account/sign-in"));
const people: Visitor[] = Array.from({ length: NEW_PEOPLE }, () => newVisitor(origin));
const signIns = await rate(NEW_PEOPLE, AT_ONCE, (i) => signIn(mails, people[i]!, times));
const returning = people.slice(0, 40);
for (const person of returning) await giveAPrinter(person);
const returns = await rate(returning.length * RETURNS_EACH, AT_ONCE, (i) =>
  connectAgain(returning[i % returning.length]!, times),
);
const crowd: PageTimes = new Map();
const before = performance.now();
await Promise.all(Array.from({ length: CROWD }, () => signIn(mails, newVisitor(origin), crowd)));
const crowdSeconds = (performance.now() - before) / 1000;

console.log(`${cpus().length} × ${cpus()[0]?.model ?? "?"}, Node ${process.version}\n`);
row(["", "measured", "target"]);
row(["---", "---", "---"]);
row(["an empty page of pages/ (/code), a second", pages.toFixed(0), ""]);
row(["an empty page of app/ (/account/sign-in), a second", appPages.toFixed(0), ""]);
row([`sign-ins of new people a second, ${AT_ONCE} at a time`, signIns.toFixed(1), "16"]);
row(["the same in empty pages of pages/ each", (pages / signIns).toFixed(1), ""]);
row(["the same in empty pages of app/ each", (appPages / signIns).toFixed(1), "at most 8"]);
row([`returning people a second, ${AT_ONCE} at a time`, returns.toFixed(1), "35"]);
row([`${CROWD} people at once: seconds until the last is signed in`, crowdSeconds.toFixed(1), "slow, not wrong"]);
console.log("");
row(["page", "visits", "p50 ms", "p95 ms"]);
row(["---", "---", "---", "---"]);
for (const [name, all] of times) row([name, all.length, at(all, 0.5).toFixed(0), at(all, 0.95).toFixed(0)]);

console.log("\nOn a slow phone (processor 4 x slower, 1.6 Mbit/s, 150 ms):\n");
row(["page", "largest paint s", "layout shift", "script kB", "target"]);
row(["---", "---", "---", "---", "---"]);
for (const { step, paintMs, shift, scriptBytes } of await measurePaint(mails, origin))
  row([step, (paintMs / 1000).toFixed(2), shift.toFixed(3), (scriptBytes / 1000).toFixed(1), "1.20, 0, 20"]);
await portal.stop();
await mails.close();
process.exit(0);
