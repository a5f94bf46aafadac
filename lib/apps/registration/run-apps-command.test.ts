import { describe, expect, it } from "vitest";
import { getApp } from "@/lib/apps/app-store";
import { parseAppsCommand } from "@/lib/apps/registration/parse-apps-command";
import { runAppsCommand } from "@/lib/apps/registration/run-apps-command";
import { useTestDatabase } from "@/lib/db/test-database";

describe("commands for apps", () => {
  useTestDatabase();
  const run = async (...args: string[]) => {
    const parsed = parseAppsCommand(args);
    if (!parsed.ok) throw new Error(parsed.error);
    const done = await runAppsCommand(parsed.command);
    return done.ok ? done.text : done.error;
  };

  it("say that there is nothing yet", async () => {
    expect(await run("list")).toBe("No app is registered.\n");
    expect(await run("list", "--json")).toBe("[]\n");
  });

  it("register an app once and leave it alone the second time", async () => {
    expect(await run("add", "one", "--name", "One", "--return", "exact:one://x", "--return", "lan")).toBe("Registered.\n\none  One  (not verified)\n  returns to  one://x, lan, the portal's own page\n");
    expect(await run("add", "one", "--name", "Other")).toBe("There is an app one already; nothing was changed. Use edit to change it.");
    expect(await getApp("one")).toMatchObject({ name: "One" });
  });

  it("change an app, disable and enable it", async () => {
    await run("add", "two", "--name", "Two", "--return", "lan", "--publisher", "P");
    const changed = JSON.parse(await run("edit", "two", "--verified", "--return", "exact:two://x", "--tester", "T@x.example", "--publisher", "", "--json")) as unknown;
    expect(changed).toEqual({ id: "two", name: "Two", verified: true, development: false, enabled: true, returnUrls: [{ kind: "exact", url: "two://x" }], testers: ["t@x.example"] });
    expect(await run("disable", "two")).toContain("(disabled, verified)");
    expect(await getApp("two")).toMatchObject({ enabled: false });
    expect(await run("edit", "two", "--enable", "--no-verified")).toContain("(not verified)");
    expect(await run("list")).toContain("two  Two  (not verified)");
  });

  it("say that there is no such app", async () => {
    expect(await run("edit", "none", "--verified")).toBe("There is no app none.");
    expect(await run("disable", "none")).toBe("There is no app none.");
  });

  it("explain themselves", async () => {
    expect(await run("--help")).toContain("--return and --tester replace the whole list");
  });
});
