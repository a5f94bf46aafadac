import { execFileSync } from "node:child_process";
import { mkdtempSync, mkdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, it } from "vitest";
import { withSettingsFile } from "@/lib/settings-file";

const folder = mkdtempSync(path.join(tmpdir(), "settings-file-"));
const write = (name: string, text: string) => writeFileSync(path.join(folder, name), text);

it("a settings file adds to the environment, which wins, also where it says that a setting is not set", () => {
  write(
    ".env",
    'PORT=4000\nSERVICE_NAME="Our Printers # 1"\nDATABASE_URL=postgresql://h/d\n# a comment\n' +
      "export SUPPORT_URL=https://help.example\n",
  );
  expect(withSettingsFile({ PORT: "5000", DATABASE_URL: "" }, folder)).toEqual({
    PORT: "5000",
    DATABASE_URL: "",
    SERVICE_NAME: "Our Printers # 1",
    SUPPORT_URL: "https://help.example",
  });
});

it("ENV_FILE names another one, relative to the folder too, or none", () => {
  write("other.env", "PORT=4100\r\nSERVICE_NAME=Other\r\n");
  expect(withSettingsFile({ ENV_FILE: "other.env" }, folder)).toEqual({
    ENV_FILE: "other.env",
    PORT: "4100",
    SERVICE_NAME: "Other",
  });
  expect(withSettingsFile({ ENV_FILE: path.join(folder, "other.env") }, "/")).toMatchObject({ PORT: "4100" });
  expect(withSettingsFile({ ENV_FILE: "" }, folder)).toEqual({ ENV_FILE: "" });
});

it("one that is there and cannot be read stops with a sentence: without it the settings would be others", () => {
  expect(() => withSettingsFile({ ENV_FILE: "missing.env" }, folder)).toThrow(
    /^ENV_FILE names .+missing\.env, which cannot be read \(ENOENT\)/,
  );
  const other = mkdtempSync(path.join(tmpdir(), "settings-file-"));
  mkdirSync(path.join(other, ".env"));
  expect(() => withSettingsFile({}, other)).toThrow(/^The settings file .+\.env cannot be read \(it is no file\)/);
});

it("one that is a pipe or endless is not waited for, nor read without end", () => {
  const pipe = path.join(mkdtempSync(path.join(tmpdir(), "settings-file-")), "pipe");
  execFileSync("mkfifo", [pipe]);
  expect(() => withSettingsFile({ ENV_FILE: pipe }, "/")).toThrow(/cannot be read \(it is no file\)/);
  expect(() => withSettingsFile({ ENV_FILE: "/dev/zero" }, "/")).toThrow(/cannot be read \(it is no file\)/);
  const large = path.join(path.dirname(pipe), "large");
  writeFileSync(large, "A=1\n".repeat(20_000));
  expect(() => withSettingsFile({ ENV_FILE: large }, "/")).toThrow(/cannot be read \(it is too large\)/);
});
