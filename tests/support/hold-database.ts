import { openDatabase } from "@/lib/db/open-database";
import { env } from "@/lib/env";

// For tests: a process that uses the database until its standard input ends, as the server or a command does.
const database = await openDatabase();
process.stdout.write(`open ${env().databaseUrl}\n`);
process.stdin.resume().once("end", async () => {
  await database.close();
  process.stdout.write("closed\n");
});
