import pg from "pg";
import { expect, it } from "vitest";
import { poolOptions } from "@/lib/db/pool-options";
import { openDatabaseDoor } from "@/tests/support/database-door";

it("a connection to the database that has gone silent is given up, and the next one works", async () => {
  const door = await openDatabaseDoor();
  const pool = new pg.Pool(poolOptions(door.url, 1)).on("error", () => undefined);
  const ask = async () => (await pool.query<{ one: number }>("SELECT 1 AS one")).rows;
  expect(await ask()).toEqual([{ one: 1 }]);
  door.silence();
  await expect(ask()).rejects.toThrow("timeout");
  expect(await ask()).toEqual([{ one: 1 }]);
  await pool.end();
  await door.close();
}, 60_000);
