import { describe, expect, it } from "vitest";
import { parseAppsCommand } from "@/lib/apps/registration/parse-apps-command";

const sentence = (...args: string[]) => {
  const parsed = parseAppsCommand(args);
  return parsed.ok ? "" : parsed.error;
};

describe("the command line for apps", () => {
  it("reads a whole registration", () => {
    const args = [
      "add",
      "octopod",
      "--name",
      " OctoPod ",
      "--publisher",
      "P",
      "--website",
      "https://x.example",
      "--logo",
      "http://x.example/l.png",
      "--verified",
      "--development",
      "--return",
      "exact:octopod://octoeverywhere",
      "--return",
      "loopback",
      "--return",
      "lan",
      "--return",
      "lan",
      "--tester",
      "A@X.example",
      "--tester",
      "a@x.example",
      "--json",
    ];
    expect(parseAppsCommand(args)).toEqual({
      ok: true,
      command: {
        verb: "add",
        id: "octopod",
        json: true,
        change: {
          name: "OctoPod",
          publisher: "P",
          website: "https://x.example",
          logoUrl: "http://x.example/l.png",
          verified: true,
          development: true,
          returnUrls: [
            { kind: "exact", url: "octopod://octoeverywhere" },
            { kind: "loopback", url: "" },
            { kind: "lan", url: "" },
          ],
          testers: ["a@x.example"],
        },
      },
    });
  });

  it("changes with edit only what is given, and takes values away when asked to", () => {
    expect(parseAppsCommand(["edit", "x", "--verified"])).toMatchObject({ command: { change: { verified: true } } });
    const parsed = parseAppsCommand([
      "edit",
      "x",
      "--no-verified",
      "--no-development",
      "--enable",
      "--publisher",
      "",
      "--logo",
      "",
      "--website",
      "",
      "--return",
      "none",
      "--tester",
      "none",
    ]);
    expect(parsed.ok && parsed.command).toEqual({
      verb: "edit",
      id: "x",
      json: false,
      change: {
        verified: false,
        development: false,
        enabled: true,
        publisher: null,
        website: null,
        logoUrl: null,
        returnUrls: [],
        testers: [],
      },
    });
  });

  it("reads whether start URLs must bind the completion", () => {
    expect(parseAppsCommand(["add", "x", "--name", "n", "--pkce"])).toMatchObject({
      command: { change: { needsPkce: true } },
    });
    expect(parseAppsCommand(["edit", "x", "--no-pkce"])).toMatchObject({ command: { change: { needsPkce: false } } });
  });

  it("reads what there is to say about webhooks", () => {
    expect(parseAppsCommand(["edit", "x", "--webhook", "https://hook.example/in?x=1", "--new-webhook-secret"])).toEqual(
      {
        ok: true,
        command: {
          verb: "edit",
          id: "x",
          json: false,
          newWebhookSecret: true,
          change: { webhookUrl: "https://hook.example/in?x=1" },
        },
      },
    );
    expect(parseAppsCommand(["edit", "x", "--no-webhook"])).toEqual({
      ok: true,
      command: { verb: "edit", id: "x", json: false, change: { webhookUrl: null } },
    });
    expect(parseAppsCommand(["deliveries", "x", "--json"])).toEqual({
      ok: true,
      command: { verb: "deliveries", id: "x", json: true },
    });
    expect(parseAppsCommand(["redeliver", `msg_${"x".repeat(27)}`])).toEqual({
      ok: true,
      command: { verb: "redeliver", messageId: `msg_${"x".repeat(27)}`, json: false },
    });
  });

  it("reads list, disable and help", () => {
    expect(parseAppsCommand(["list", "--json"])).toEqual({ ok: true, command: { verb: "list", json: true } });
    expect(parseAppsCommand(["disable", "x"])).toEqual({
      ok: true,
      command: { verb: "disable", id: "x", json: false },
    });
    for (const args of [["--help"], ["help"], ["add", "-h"], ["help", "edit"]])
      expect(parseAppsCommand(args)).toEqual({
        ok: true,
        command: { verb: "help", text: expect.stringContaining("Usage: npm run apps -- ") },
      });
  });

  it.each<[string[], string]>([
    [[], "A command is missing"],
    [["remove", "x"], "unknown command 'remove'"],
    [["add"], "required option '--name <name>'"],
    [["add", "--name", "n"], "missing required argument 'id'"],
    [["add", "x"], "required option '--name <name>'"],
    [["add", "x", "--name", ""], "--name is empty"],
    [["add", "x", "--name", "  "], "--name is empty"],
    [["add", "x", "--name", "n".repeat(61)], "longer than 60"],
    [["add", "x", "--name", "Octo\u202eDoP"], "invisible"],
    [["add", "x", "--name", "a\nb"], "invisible"],
    [["add", "x", "--name", "a\0b"], "invisible"],
    [["add", "x", "--name", "Octo", "Pod"], "too many arguments for 'add'"],
    [["add", "x y", "--name", "n"], "cannot be the id"],
    [["add", "", "--name", "n"], "cannot be the id"],
    [["add", "../x", "--name", "n"], "cannot be the id"],
    [["add", "x".repeat(65), "--name", "n"], "cannot be the id"],
    [["add", "x", "--name", "n", "--return", "exact:javascript:alert(1)"], "its scheme is never accepted"],
    [["add", "x", "--name", "n", "--return", "exact:DATA:,x"], "its scheme is never accepted"],
    [["add", "x", "--name", "n", "--return", "exact:http://app.example/"], "use https"],
    [["add", "x", "--name", "n", "--return", "exact:https://a@app.example/"], "user name"],
    [["add", "x", "--name", "n", "--return", "exact:https://app.example/#x"], "fragment"],
    [["add", "x", "--name", "n", "--return", "exact:https://app.example/?id=1"], "keys that completion appends"],
    [["add", "x", "--name", "n", "--return", "exact:https://app.example/a b"], "may not hold"],
    [["add", "x", "--name", "n", "--return", "exact:App://x"], "capital letters"],
    [["add", "x", "--name", "n", "--return", "exact:app.example:80/x"], "needs a scheme"],
    [["add", "x", "--name", "n", "--return", "exact:"], "cannot be a return URL"],
    [["add", "x", "--name", "n", "--return", `exact:https://x.example/${"x".repeat(3000)}`], "longer than 2048"],
    [["add", "x", "--name", "n", "--return", "https://app.example/"], "none of exact:URL, loopback and lan"],
    [["add", "x", "--name", "n", "--return", "Loopback"], "none of exact:URL"],
    [["add", "x", "--name", "n", "--return", "lan", "--return", "none"], "none of exact:URL"],
    [["add", "x", "--name", "n", "--tester", "nobody"], "is no mail address"],
    [["add", "x", "--name", "n", "--logo", "ftp://x.example/"], "--logo must be"],
    [["add", "x", "--name", "n", "--logo", "data:image/png,x"], "--logo must be"],
    [["add", "x", "--name", "n", "--website", "x.example"], "--website must be"],
    [["add", "x", "--name", "n", "--website", "https://a:b@x.example"], "--website must be"],
    [["add", "x", "--name", "n", "--enable"], "unknown option '--enable'"],
    [["add", "x", "--name", "n", "--no-verified"], "unknown option '--no-verified'"],
    [["add", "x", "--name", "n", "--verifed"], "--verifed"],
    [["add", "x", "--name"], "--name"],
    [["add", "x", "--name", "n", "--verified=yes"], "--verified"],
    [["edit", "x"], "at least one option"],
    [["edit", "x", "--json"], "at least one option"],
    [["edit", "x", "--verified", "--no-verified"], "cannot be used with option"],
    [["edit", "x", "--development", "--no-development"], "cannot be used with option"],
    [["edit", "x", "--pkce", "--no-pkce"], "cannot be used with option"],
    [["add", "x", "--name", "n", "--no-pkce"], "unknown option '--no-pkce'"],
    [["disable"], "missing required argument 'id'"],
    [["disable", "x", "--name", "n"], "unknown option '--name'"],
    [["disable", "x", "y"], "too many arguments"],
    ...[
      "http://hook.example/",
      "https://10.0.0.1/",
      "https://127.0.0.1/",
      "https://[::1]/",
      "https://hook.example:8443/",
      "https://a:b@hook.example/",
      "https://hook.example/#x",
      "https://hook.example/ x",
      "hook.example",
      "",
    ].map((url): [string[], string] => [["edit", "x", "--webhook", url], "--webhook must be an https address"]),
    [["add", "x", "--name", "n", "--no-webhook"], "unknown option '--no-webhook'"],
    [
      ["edit", "x", "--no-webhook", "--webhook", "https://hook.example/"],
      "option '--no-webhook' cannot be used with option",
    ],
    [["edit", "x", "--no-webhook", "--new-webhook-secret"], "option '--no-webhook' cannot be used with option"],
    [["deliveries"], "missing required argument 'id'"],
    [["redeliver"], "missing required argument 'message'"],
    [["redeliver", "x"], "is not the id of a message"],
    [["redeliver", `msg_${"x".repeat(27)}`, "y"], "too many arguments"],
    [["list", "x"], "too many arguments for 'list'"],
    [["list", "--verified"], "unknown option '--verified'"],
    [["add", "x", "--name", "--verified"], "option '--name' argument missing"],
    [["edit", "x", "--publisher", "--json"], "option '--publisher' argument missing"],
    [["edit", "x", "--publisher", "--json", "P"], "option '--publisher' argument missing"],
    [["--name", "n", "add", "x"], "unknown option '--name'"],
  ])("answers %j with a sentence", (args, part) => {
    expect(sentence(...args)).toContain(part);
    expect(parseAppsCommand(args).ok).toBe(false);
  });

  it("says everything that is wrong at once", () => {
    expect(
      sentence("add", "x", "--name", "", "--tester", "nobody", "--return", "exact:file:///x").split("\n"),
    ).toHaveLength(3);
  });
});
