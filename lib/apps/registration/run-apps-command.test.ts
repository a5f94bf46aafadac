import { describe, expect, it } from "vitest";
import { getApp } from "@/lib/apps/app-store";
import { parseAppsCommand } from "@/lib/apps/registration/parse-apps-command";
import { runAppsCommand } from "@/lib/apps/registration/run-apps-command";
import { isHelp } from "@/lib/command-line";
import { db } from "@/lib/db/client";
import { recordConnectionEvents } from "@/lib/webhooks/record-connection-event-store";
import { openWebhookKey } from "@/lib/webhooks/webhook-key";
import { setUpDatabase } from "@/tests/support/database";

describe("commands for apps", () => {
  setUpDatabase();
  const run = async (...args: string[]) => {
    const parsed = parseAppsCommand(args);
    if (!parsed.ok) throw new Error(parsed.error);
    if (isHelp(parsed.command)) throw new Error(parsed.command.text);
    const done = await runAppsCommand(parsed.command);
    return done.ok ? done.text : done.error;
  };

  it("say that there is nothing yet", async () => {
    expect(await run("list")).toBe("No app is registered.\n");
    expect(await run("list", "--json")).toBe("[]\n");
  });

  it("register an app once and leave it alone the second time", async () => {
    expect(await run("add", "one", "--name", "One", "--return", "exact:one://x", "--return", "lan")).toBe(
      "Registered.\n\none  One  (not verified)\n  returns to  one://x, lan, the portal's own page\n",
    );
    expect(await run("add", "one", "--name", "Other")).toBe(
      "There is an app one already; nothing was changed. Use edit to change it.",
    );
    expect(await getApp("one")).toMatchObject({ name: "One" });
  });

  it("change an app, disable and enable it", async () => {
    await run("add", "two", "--name", "Two", "--return", "lan", "--publisher", "P");
    const changed = JSON.parse(
      await run(
        "edit",
        "two",
        "--verified",
        "--return",
        "exact:two://x",
        "--tester",
        "T@x.example",
        "--publisher",
        "",
        "--json",
      ),
    ) as unknown;
    expect(changed).toEqual({
      id: "two",
      name: "Two",
      verified: true,
      development: false,
      enabled: true,
      needsPkce: false,
      returnUrls: [{ kind: "exact", url: "two://x" }],
      tunnelReturnUrls: [],
      aliases: [],
      testers: ["t@x.example"],
    });
    expect(await run("disable", "two")).toContain("(disabled, verified)");
    expect(await getApp("two")).toMatchObject({ enabled: false });
    expect(await run("edit", "two", "--enable", "--no-verified")).toContain("(not verified)");
    expect(await run("list")).toContain("two  Two  (not verified)");
  });

  it("say that there is no such app", async () => {
    expect(await run("edit", "none", "--verified")).toBe("There is no app none.");
    expect(await run("disable", "none")).toBe("There is no app none.");
  });

  it("give an app a webhook, and show its signing secret once", async () => {
    const made = JSON.parse(
      await run("add", "hooked", "--name", "Hooked", "--webhook", "https://hook.example/x", "--json"),
    ) as { webhookUrl: string; webhookSecret: string };
    expect(made).toMatchObject({
      webhookUrl: "https://hook.example/x",
      webhookSecret: expect.stringMatching(/^whsec_[A-Za-z0-9+/=]{44}$/),
    });
    const secretNow = async () =>
      openWebhookKey("hooked", (await db().app.findUniqueOrThrow({ where: { id: "hooked" } })).webhookKey ?? "");
    expect(await secretNow()).toBe(made.webhookSecret);
    expect(await run("list", "--json")).not.toContain("whsec_");
    const moved = await run("edit", "hooked", "--webhook", "https://hook.example/y");
    expect(moved).toContain("https://hook.example/y");
    expect(moved).not.toContain("whsec_");
    expect(await secretNow()).toBe(made.webhookSecret);
    const renewed = /whsec_\S+/.exec(await run("edit", "hooked", "--new-webhook-secret"))?.[0];
    expect(renewed).not.toBe(made.webhookSecret);
    expect(await secretNow()).toBe(renewed);
    expect(await run("edit", "hooked", "--no-webhook")).not.toContain("webhook");
    expect(await secretNow()).toBeUndefined();
    expect(await run("edit", "hooked", "--new-webhook-secret")).toBe(
      "hooked has no webhook: give its address with --webhook.",
    );
    expect(await run("edit", "hooked", "--webhook", "https://hook.example/z")).toContain("whsec_");
  });

  it("list what was sent to an app's webhook, and send it again", async () => {
    await run("add", "told", "--name", "Told", "--webhook", "https://hook.example/x");
    expect(await run("deliveries", "told")).toBe("No message yet.\n");
    await db().$transaction((tx) =>
      recordConnectionEvents(tx, "connection.revoked", [
        { connectionId: "acp1", appId: "told", printerId: null, reason: "user" },
      ]),
    );
    const [delivery] = JSON.parse(await run("deliveries", "told", "--json")) as { id: string }[];
    expect(delivery).toMatchObject({
      type: "connection.revoked",
      attempts: 0,
      state: "waiting",
      lastStatus: null,
      lastFailure: null,
    });
    expect(await run("deliveries", "told")).toMatch(
      / msg_\w{27}  connection\.revoked    waiting    tries 0  last not tried yet  next try 20/,
    );
    await db().webhookMessage.updateMany({ data: { nextAttemptAt: null, deliveredAt: new Date() } });
    expect(await run("deliveries", "told")).toContain("  delivered  ");
    expect(await run("redeliver", delivery?.id ?? "")).toBe(`${delivery?.id} is sent again.\n`);
    expect(await run("deliveries", "told")).toContain("  waiting  ");
    expect(await run("deliveries", "nobody")).toBe("There is no app nobody.");
    expect(await run("redeliver", `msg_${"x".repeat(27)}`)).toMatch(
      /^There is no message msg_x+; messages are kept for 30 days\.$/,
    );
  });

  it("explain themselves", async () => {
    const asked = parseAppsCommand(["edit", "--help"]);
    expect(asked.ok && isHelp(asked.command) && asked.command.text).toContain(
      "--return and --tester replace the whole list",
    );
  });
});
