import { readFileSync } from "node:fs";
import { parseCronItem } from "graphile-worker";
import { expect, it } from "vitest";
import { WOKEN_JOBS } from "@/lib/db/wake-job";
import { jobsOf } from "@/lib/server/run-jobs";

const none = () => Promise.resolve();
const jobs = jobsOf({ "send-mails": none, "send-webhooks": none });

const [, told = ""] = readFileSync("docs/operators.md", "utf8").split("## What it does by itself");
const rows = told.split("\n").filter((line) => line.startsWith("| `"));
const toldJobs = rows.map((row) => ({ names: row.split("|")[1] ?? "", when: row.split("|")[2]?.trim() ?? "" }));

it.each(Object.entries(jobs))("the job %s has its line in docs/operators.md, with its time", (name, { at }) => {
  const row = toldJobs.find(({ names }) => names.includes(`\`${name}\``));
  const when = at.startsWith("* ") ? /each minute$/ : /^\*\/10 |,/.test(at) ? /each 10 minutes$/ : /hourly$/;
  expect(row?.when, `${name} has no line`).toMatch(when);
  expect(() => parseCronItem({ task: name, match: at })).not.toThrow();
});

it("docs/operators.md tells of no job that is none", () => {
  const names = toldJobs
    .slice(0, 13)
    .flatMap(({ names: text }) => [...text.matchAll(/`([a-z-]+)`/g)].map(([, name]) => name));
  expect(names.filter((name) => !(String(name) in jobs))).toEqual([]);
});

it("what is woken is done each minute as well, for what nobody was told of", () => {
  for (const name of WOKEN_JOBS) expect(jobs[name].at).toBe("* * * * *");
});
