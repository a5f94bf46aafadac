import { readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { onDatabase } from "./support/database";
import { notedSecrets } from "./support/secrets";
import { logFiles } from "./support/server";

/** Runs after all journeys: none of the secrets they saw is in a log or in any column of the database. */
test("no secret of any journey is in a log or in the database", async () => {
  const secrets = notedSecrets();
  expect(secrets.length).toBeGreaterThan(20);
  const plain = secrets.map((secret) => secret.replace(/^(code|linking):/, ""));
  const logs = logFiles()
    .map((file) => readFileSync(file, "utf8"))
    .join("\n");
  expect(logs.length).toBeGreaterThan(0);
  // A bare six-digit number may be in a log by chance, as part of a time or a size: codes are searched as words.
  const inLogs = plain.filter((secret) =>
    /^\d{6}$/.test(secret) ? new RegExp(`(^|[^\\d.])${secret}([^\\d]|$)`).test(logs) : logs.includes(secret),
  );
  expect(inLogs).toEqual([]);
  const columns = await onDatabase<{ table_name: string; column_name: string }>(
    "SELECT table_name, column_name FROM information_schema.columns " +
      "WHERE table_schema = 'public' AND data_type IN ('text', 'character varying', 'jsonb', 'json')",
  );
  const found: string[] = [];
  for (const { table_name, column_name } of columns) {
    const rows = await onDatabase<{ value: string }>(
      `SELECT DISTINCT "${column_name}"::text AS value FROM "${table_name}" WHERE "${column_name}" IS NOT NULL`,
    );
    const text = rows.map((row) => row.value).join("\n");
    for (const secret of plain)
      if (secret.length > 6 ? text.includes(secret) : rows.some((row) => row.value === secret))
        found.push(`${table_name}.${column_name}`);
  }
  expect([...new Set(found)]).toEqual([]);
});
