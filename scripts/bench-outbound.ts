// `npm run bench:outbound`: how fast the portal is while the logos of hostile hosts are looked at, and how fast
// without.
import { cpus, totalmem } from "node:os";
import { measureHostileLogos } from "./bench/measure-hostile-logos";

const LOGOS = Number(process.argv[2] ?? 200);
const ROUNDS = 15;
const NAMES = {
  page: "page",
  mail: "mail, sent and arrived",
  reconnect: "page after the database was cut off",
  signIn: "password sign-in",
} as const;

const row = (cells: (string | number)[]) => console.log(`| ${cells.join(" | ")} |`);
const ms = (time: number) => time.toFixed(0);

const run = await measureHostileLogos({ logos: LOGOS, rounds: ROUNDS });
const machine = `${cpus().length} cores (${cpus()[0]?.model.trim()}), ${(totalmem() / 10 ** 9).toFixed(0)} GB`;
console.log(`\n${machine}, Node ${process.versions.node}, ${LOGOS} hostile logos\n`);
row(["median (longest) of", "before, ms", "during, ms", "ratio of medians"]);
row(["---", "---", "---", "---"]);
for (const [key, name] of Object.entries(NAMES)) {
  const [before, during] = [run.before[key as keyof typeof NAMES], run.during[key as keyof typeof NAMES]];
  row([
    name,
    `${ms(before.median)} (${ms(before.longest)})`,
    `${ms(during.median)} (${ms(during.longest)})`,
    (during.median / before.median).toFixed(2),
  ]);
}
const { before, most } = run.memoryMB;
console.log(`\nMemory of the server: ${before.toFixed(0)} MB before, ${most.toFixed(0)} MB at most.`);
console.log(`The hosts were asked ${run.asked} times; ${run.answered} pictures were answered.\n`);
process.exit(0);
