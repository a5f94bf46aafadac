import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { migrationsFolder } from "@/lib/db/migrations-folder";
import { readMigrations } from "@/lib/db/read-migrations";

type Landed = { name: string; sha256: string };

const landed = JSON.parse(readFileSync("prisma/landed-migrations.json", "utf8")) as Landed[];
const migrations = readMigrations(migrationsFolder());

const NEVER =
  "was changed. A migration that has landed is in people's databases and never changes again: put its " +
  "text back, and write a new migration for what is to be different.";
const ADD = (name: string, sha256: string) =>
  `${name} is new: add { "name": "${name}", "sha256": "${sha256}" } as the last line of ` +
  "prisma/landed-migrations.json. From then on it is frozen.";

it.each(landed)("the migration $name has the text it landed with", ({ name, sha256 }) => {
  expect(migrations.find((migration) => migration.name === name)?.checksum, `${name} ${NEVER}`).toBe(sha256);
});

it.each(migrations)("the migration $name is in the list of those that landed", ({ name, checksum }) => {
  expect(
    landed.map((one) => one.name),
    ADD(name, checksum),
  ).toContain(name);
});

it("new migrations come behind all that landed before them", () => {
  const names = landed.map(({ name }) => name);
  const sentence =
    "A migration is listed out of the order of names: databases that have the later ones would get it " +
    "in another order. Give it a later time in its name.";
  expect(names, sentence).toEqual([...names].sort());
  expect(new Set(names).size, "A migration is listed twice.").toBe(names.length);
});

it("their files have the line ends of the repository, whatever git makes of text elsewhere", () => {
  expect(readFileSync(".gitattributes", "utf8")).toMatch(/^prisma\/migrations\/\*\* text eol=lf$/m);
});
