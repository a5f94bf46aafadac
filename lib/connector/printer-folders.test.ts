import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, it } from "vitest";
import { assignFolders } from "@/lib/connector/printer-folders";
import { FolderError } from "@/lib/connector/private-files";

const [A, B, C] = ["http://127.0.0.1:5000", "http://127.0.0.1:7125", "https://printer.local"] as const;
const newFolder = () => mkdtempSync(path.join(tmpdir(), "printer-folders-"));
/** As a connector leaves them: with what was made. */
async function assign(folder: string, ...printers: string[]): Promise<string[]> {
  const folders = await assignFolders(folder, printers);
  for (const item of folders) mkdirSync(item, { recursive: true });
  return folders.map((item) => path.relative(folder, item));
}

it("one printer has the folder itself, also one of an older install, and when its address changes", async () => {
  const folder = newFolder();
  writeFileSync(path.join(folder, "identity.json"), "{}");
  expect(await assign(folder, A)).toEqual([""]);
  expect(await assign(folder, B)).toEqual([""]);
  expect(await assign(folder, B)).toEqual([""]);
});

it("several have one each, whatever their order, and keep it when one of them is left out", async () => {
  const folder = newFolder();
  expect(await assign(folder, A)).toEqual([""]);
  const others = ["printers/127.0.0.1_7125", "printers/printer.local"];
  expect(await assign(folder, B, A, C)).toEqual([others[0], "", others[1]]);
  expect(await assign(folder, C, B, A)).toEqual([others[1], others[0], ""]);
  expect(await assign(folder, B)).toEqual([others[0]]);
  expect(await assign(folder, "http://new.local")).toEqual(["printers/new.local"]);
  expect(await assign(folder, A)).toEqual([""]);
});

it("an older install keeps its printer's identity when a second one is put before it", async () => {
  const folder = newFolder();
  writeFileSync(path.join(folder, "printer-kind.json"), JSON.stringify({ printer: A, platform: 1 }));
  expect(await assign(folder, B, A)).toEqual(["printers/127.0.0.1_7125", ""]);
});

it("damaged notes stop the start", async () => {
  const folder = newFolder();
  writeFileSync(path.join(folder, "printer.json"), "{");
  await expect(assignFolders(folder, [A])).rejects.toThrow(FolderError);
});
