import { spawnSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, it } from "vitest";
import { openFolder } from "@/lib/connector/open-folder";
import { findFolders } from "@/lib/connector/printer-folders";
import { FolderError, makePrivateFolder, readIfThere, readSecret, writePrivate } from "@/lib/connector/private-files";

const newFolder = () => mkdtempSync(path.join(tmpdir(), "private-files-"));
const modeOf = (file: string) => statSync(file).mode & 0o777;

/** A file of somebody else, which a link leads to. */
function victim() {
  const folder = newFolder();
  const file = path.join(folder, "hosts");
  writeFileSync(file, "127.0.0.1 localhost\n");
  chmodSync(file, 0o644);
  chmodSync(folder, 0o755);
  const isUntouched = () =>
    readFileSync(file, "utf8") === "127.0.0.1 localhost\n" && modeOf(file) === 0o644 && modeOf(folder) === 0o755;
  return { folder, file, isUntouched };
}

it("a file is written in place of a link, never through it, and is its owner's alone", async () => {
  const { file: other, isUntouched } = victim();
  const file = path.join(newFolder(), "printer.json");
  symlinkSync(other, `${file}.new`);
  symlinkSync(other, file);
  await writePrivate(file, "mine");
  expect(isUntouched()).toBe(true);
  expect(lstatSync(file).isFile()).toBe(true);
  expect([readFileSync(file, "utf8"), modeOf(file), existsSync(`${file}.new`)]).toEqual(["mine", 0o600, false]);
  await writePrivate(file, "again");
  expect(await readIfThere(file)).toBe("again");
});

it("what cannot be written is a sentence that names it", async () => {
  const file = path.join(newFolder(), "none", "identity.json");
  await expect(writePrivate(file, "x")).rejects.toThrow(new FolderError(`${file} cannot be written.`));
});

it("a link is not read, and its target not closed to others; a pipe does not hold up", async () => {
  const { file: other, isUntouched } = victim();
  const link = path.join(newFolder(), "setup-token");
  symlinkSync(other, link);
  for (const read of [readIfThere, readSecret]) await expect(read(link)).rejects.toThrow(FolderError);
  expect(isUntouched()).toBe(true);
  const pipe = path.join(newFolder(), "status.json");
  expect(spawnSync("mkfifo", [pipe]).status).toBe(0);
  await expect(readIfThere(pipe)).rejects.toThrow(`${pipe} is no file.`);
  expect(await readIfThere(path.join(newFolder(), "none"))).toBeUndefined();
});

it("a secret that others could read is closed when it is read", async () => {
  const file = path.join(newFolder(), "identity.json");
  writeFileSync(file, "secret");
  chmodSync(file, 0o644);
  expect(await readSecret(file)).toBe("secret");
  expect(modeOf(file)).toBe(0o600);
});

it("a folder that is a link is refused, and where it leads to stays as it was", async () => {
  const { folder: other, isUntouched } = victim();
  const dir = newFolder();
  symlinkSync(other, path.join(dir, "localhost_4555"));
  await expect(openFolder(dir, "http://localhost:4555")).rejects.toThrow("cannot be made");
  expect(isUntouched()).toBe(true);
});

it("a folder is closed to others, also one that was open", async () => {
  const folder = path.join(newFolder(), "printers", "one");
  await makePrivateFolder(folder);
  expect(modeOf(folder)).toBe(0o700);
  chmodSync(folder, 0o755);
  await makePrivateFolder(folder);
  expect(modeOf(folder)).toBe(0o700);
});

it("who only looks makes and notes nothing", async () => {
  const dir = newFolder();
  const folder = path.join(dir, "none");
  const printers = ["http://127.0.0.1:5000", "http://127.0.0.1:7125"];
  expect(await findFolders(folder, printers)).toEqual([folder, path.join(folder, "printers", "127.0.0.1_7125")]);
  expect(existsSync(folder)).toBe(false);
  mkdirSync(folder);
  await findFolders(folder, printers);
  expect(existsSync(path.join(folder, "printer.json"))).toBe(false);
});

it("nothing is written into another user's folder, also not by root", async () => {
  // Only root can give a folder away; for others root's own are there.
  const folder = process.getuid?.() === 0 ? newFolder() : "/usr";
  if (folder !== "/usr") chownSync(folder, 65_534, 65_534);
  const mode = modeOf(folder);
  await expect(makePrivateFolder(folder)).rejects.toThrow("belongs to another user");
  expect(modeOf(folder)).toBe(mode);
});
