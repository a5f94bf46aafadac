import { createHash, randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { isHelp } from "@/lib/command-line";
import { db } from "@/lib/db/client";
import { env, overrideEnv } from "@/lib/env";
import { zstdDictionaryFile, zstdLack } from "@/lib/gateway/handshake/zstd-dictionary";
import { parsePrintersCommand } from "@/lib/printers/command/parse-printers-command";
import { runPrintersCommand } from "@/lib/printers/command/run-printers-command";
import { setShared } from "@/lib/shared";
import { setUpDatabase } from "@/tests/support/database";
import { someAccount, somePrinter } from "@/tests/support/world";

/** Runs a command as it is typed. @returns what is printed, and whether it was done */
async function run(...args: string[]): Promise<{ done: boolean; text: string }> {
  const parsed = parsePrintersCommand(args);
  if (!parsed.ok) return { done: false, text: parsed.error };
  if (isHelp(parsed.command)) return { done: true, text: parsed.command.text };
  const answer = await runPrintersCommand(parsed.command);
  return answer.ok ? { done: true, text: answer.text } : { done: false, text: answer.error };
}

const aDictionary = (number: number) => {
  const bytes = Buffer.concat([Buffer.from([0x37, 0xa4, 0x30, 0xec, number, 0, 0, 0]), randomBytes(1000)]);
  return { bytes, sha256: createHash("sha256").update(bytes).digest("hex") };
};

describe("npm run printers", () => {
  setUpDatabase();

  it("lists every printer with its state, those that need something first, and nothing of whose they are", async () => {
    const owner = await someAccount();
    const { printer: fine } = await somePrinter({ ownerId: owner.id, name: "In the garage" });
    const [old, packed, away] = [await somePrinter(), await somePrinter(), await somePrinter()];
    await db().printer.update({ where: { id: old.printer.id }, data: { fault: "too_old", pluginVersion: "4.1.0" } });
    await db().printer.update({ where: { id: packed.printer.id }, data: { fault: "needs_dictionary" } });
    await db().printer.update({ where: { id: away.printer.id }, data: { fault: "too_old", onlineSince: null } });
    const { text } = await run("list");
    const lineOf = (id: string) => text.split("\n").find((line) => line.startsWith(id)) ?? "";
    expect(lineOf(fine.publicId)).toMatch(/ {2}online {2}octoprint .*in an account/);
    expect(lineOf(old.printer.publicId)).toMatch(/610.*too old.*4\.1\.0.*unlinked/);
    expect(lineOf(packed.printer.publicId)).toMatch(/610.*zstd.*dictionary/);
    expect(lineOf(away.printer.publicId)).toMatch(/ {2}offline {2}/);
    expect(text.indexOf(packed.printer.publicId)).toBeLessThan(text.indexOf(fine.publicId));
    expect(text).not.toMatch(/garage|@/);
    const listed = JSON.parse((await run("list", "--json")).text) as { printerId: string; state: string }[];
    expect(listed.find(({ printerId }) => printerId === packed.printer.publicId)?.state).toBe("needs_dictionary");
  });

  describe("zstd-dictionary", () => {
    let folder: string;
    const put = (file: string, text: string | Buffer) => {
      mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
      writeFileSync(path.join(folder, file), text);
    };
    const asProgram = (bytes: Buffer) =>
      `import base64\n\nclass Words:\n    #pylint: disable=all\n    c_Dict1 = "${bytes.toString("base64")}"\n`;
    beforeEach(() => {
      folder = mkdtempSync(path.join(tmpdir(), "plugin-"));
      const dataDir = path.join(mkdtempSync(path.join(tmpdir(), "data-")), "not there yet");
      overrideEnv({ dataDir, printerZstdDictionaryFile: undefined });
      setShared("zstd-dictionary", undefined);
    });

    it.each([
      ["a program", "octoeverywhere/zstandarddictionary.py", asProgram],
      ["a file of its own", "static/words.dict", (bytes: Buffer) => bytes],
    ])("is taken out of %s, to where the server reads it, and its checksum is told", async (_, file, made) => {
      const { bytes, sha256 } = aDictionary(1);
      put(file, made(bytes));
      put("octoeverywhere/other.py", `x = "${randomBytes(900).toString("base64")}"`);
      expect(zstdLack()).toBe("dictionary");
      const { done, text } = await run("zstd-dictionary", folder);
      expect(done).toBe(true);
      expect(text).toContain(sha256);
      expect(text).toContain(`${bytes.length} bytes, number 1`);
      expect(text).toContain(zstdDictionaryFile());
      expect(readFileSync(path.join(env().dataDir, "printer-zstd-dictionary"))).toEqual(bytes);
      // As at the next start: what is lacking then is a Node that can, if anything.
      setShared("zstd-dictionary", readFileSync(zstdDictionaryFile()));
      expect(zstdLack()).not.toBe("dictionary");
      expect((await run("zstd-dictionary", folder)).text).toContain("already");
    });

    it("goes where the setting says", async () => {
      const { bytes } = aDictionary(1);
      put("words.py", asProgram(bytes));
      const printerZstdDictionaryFile = path.join(folder, "here", "dictionary");
      overrideEnv({ printerZstdDictionaryFile });
      expect((await run("zstd-dictionary", folder)).text).toContain(printerZstdDictionaryFile);
      expect(readFileSync(printerZstdDictionaryFile)).toEqual(bytes);
    });

    it.each<[string, () => void, RegExp]>([
      ["nothing", () => undefined, /No zstd dictionary is below/],
      [
        "texts and files that only begin like one",
        () => {
          put("short.py", 'x = "N6Qw7AEAAABA"');
          put("tiny.dict", Buffer.from([0x37, 0xa4, 0x30, 0xec, 1, 0, 0, 0]));
          put("readme.txt", asProgram(aDictionary(1).bytes));
        },
        /No zstd dictionary is below/,
      ],
      [
        "two plugins",
        () => {
          put("a/words.py", asProgram(aDictionary(1).bytes));
          put("b/words.py", asProgram(aDictionary(2).bytes));
        },
        /several different/,
      ],
    ])("says so of a folder with %s, and writes nothing", async (_, fill, sentence) => {
      fill();
      const { done, text } = await run("zstd-dictionary", folder);
      expect([done, text]).toEqual([false, expect.stringMatching(sentence)]);
      expect(() => readFileSync(zstdDictionaryFile())).toThrow("ENOENT");
    });

    it("says so of a folder that is not there, and of a file that cannot be written", async () => {
      expect((await run("zstd-dictionary", path.join(folder, "none"))).text).toMatch(/There is no folder/);
      put("words.py", asProgram(aDictionary(1).bytes));
      overrideEnv({ printerZstdDictionaryFile: path.join(folder, "words.py", "dictionary") });
      expect((await run("zstd-dictionary", folder)).text).toMatch(/cannot be written/);
    });

    it.each([[[]], [["zstd-dictionary"]], [["list", "--yaml"]]])("refuses the arguments %j", async (args) => {
      expect((await run(...args)).done).toBe(false);
    });
  });
});
