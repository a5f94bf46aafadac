import path from "node:path";
import { BackupError } from "@/lib/db/backup/backup-file";
import { restoreBackup } from "@/lib/db/backup/restore-backup";
import { writeBackup } from "@/lib/db/backup/write-backup";
import { env } from "@/lib/env";
import type { BackupCommand } from "@/lib/operator/parse-backup-command";
import { failure, ok, type Result } from "@/lib/result";

const DISK: Record<string, string> = {
  EEXIST: "is there already: choose another name",
  ENOENT: "is in a folder that is not there",
  EACCES: "cannot be written by this user",
  ENOSPC: "does not fit on the disk",
};

/** Writes a backup, or restores one. @returns a sentence, or why it is not possible */
export async function runBackupCommand(command: BackupCommand): Promise<Result<{ text: string }, string>> {
  const [file, url] = [path.resolve(command.file), env().databaseUrl ?? ""];
  try {
    if (command.verb === "backup") return ok({ text: `${file}: ${await writeBackup(url, file)} rows.\n` });
    const rows = await restoreBackup(url, file, command.replace);
    return ok({ text: `Restored: ${rows} rows. Start the servers with the AUTH_SECRET of that time.\n` });
  } catch (error) {
    if (error instanceof BackupError) return failure(error.message);
    const { code = "" } = error as NodeJS.ErrnoException;
    const said = DISK[code];
    if (said && command.verb === "backup") return failure(`${file} ${said}.`);
    throw error;
  }
}
