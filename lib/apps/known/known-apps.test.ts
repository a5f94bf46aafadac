import { describe, expect, it } from "vitest";
import { changeApp, createApp, getApp, getAppByName } from "@/lib/apps/app-store";
import { KNOWN_APPS } from "@/lib/apps/known/known-apps";
import { seedKnownApps } from "@/lib/apps/known/seed-known-apps";
import { parseAppsCommand } from "@/lib/apps/registration/parse-apps-command";
import { runAppsCommand } from "@/lib/apps/registration/run-apps-command";
import { checkExactRegistration } from "@/lib/apps/return-url-policy";
import { isHelp } from "@/lib/command-line";
import { db } from "@/lib/db/client";
import { setUpDatabase } from "@/tests/support/database";

async function run(...args: string[]): Promise<string> {
  const parsed = parseAppsCommand(args);
  if (!parsed.ok) return parsed.error;
  if (isHelp(parsed.command)) return parsed.command.text;
  const done = await runAppsCommand(parsed.command);
  return done.ok ? done.text : done.error;
}

const addAll = () => run("add-known", "mobileraker", "octopod", "octoapp", "--json");

describe("apps that are known here", () => {
  setUpDatabase();

  it("have return URLs that could be registered by hand, and names in the spelling that is kept", () => {
    for (const { aliases, tunnelReturnUrls } of KNOWN_APPS) {
      for (const url of tunnelReturnUrls) expect(checkExactRegistration(url)).toEqual({ ok: true });
      for (const alias of aliases) expect(alias).toMatch(/^[a-z0-9][a-z0-9._-]{0,63}$/);
    }
  });

  it("are registered by one command, and a second time changes nothing", async () => {
    const first = await addAll();
    expect(JSON.parse(first)).toMatchObject([
      {
        id: "mobileraker",
        name: "Mobileraker",
        verified: false,
        aliases: ["mobileraker-android", "mobileraker-ios"],
        returnUrls: [],
        tunnelReturnUrls: ["mobileraker://obico"],
      },
      { id: "octopod", aliases: ["octopod"], tunnelReturnUrls: [] },
      { id: "octoapp", tunnelReturnUrls: ["https://app.octoapp.eu/connect-spaghetti-detective"] },
    ]);
    expect(await addAll()).toBe(first);
    expect(await run("list")).toContain("  tunnels to  mobileraker://obico");
  });

  it.each(["mobileraker-android", "MobileRaker-IOS", "mobileraker"])("are found as %s", async (name) =>
    expect(await getAppByName(name)).toMatchObject({ id: "mobileraker" }),
  );

  it.each(["mobileraker-windows", "mobileraker-android ", "Mobileraker", "", "%", "' OR 1=1 --", "a".repeat(5000)])(
    "are not found as %j",
    async (name) => expect(await getAppByName(name)).toBeUndefined(),
  );

  it("give an app that is there what it lacks, and take nothing from it", async () => {
    await db().app.deleteMany();
    await createApp("mobileraker", {
      name: "Mine",
      returnUrls: [{ kind: "exact", url: "mobileraker://octoeverywhere" }],
      tunnelReturnUrls: ["mobileraker://other"],
      aliases: ["moby"],
      testers: ["a@x.example"],
    });
    expect(await run("add-known", "mobileraker")).toContain("mobileraker  Mine  (not verified)");
    expect(await getApp("mobileraker")).toMatchObject({
      name: "Mine",
      verified: false,
      returnUrls: [{ kind: "exact", url: "mobileraker://octoeverywhere" }],
      tunnelReturnUrls: ["mobileraker://obico", "mobileraker://other"],
      aliases: ["mobileraker-android", "mobileraker-ios", "moby"],
      testers: ["a@x.example"],
    });
  });

  it("are not registered where another app has their name, nor is another app by a name that is taken", async () => {
    await db().app.deleteMany();
    await createApp("mine", { name: "Mine", aliases: ["octoapp"] });
    expect(await run("add-known", "octoapp")).toBe("The app mine is called octoapp already.");
    expect(await getApp("octoapp")).toBeUndefined();
    expect(await run("add", "yours", "--name", "Yours", "--alias", "OctoApp")).toBe(
      "The app mine is called octoapp already. Nothing was changed.",
    );
    expect(await run("edit", "mine", "--alias", "OCTOAPP", "--alias", "octoapp")).toContain("called      octoapp");
  });

  it("are known in evaluation mode, where an operator's registration takes over what nobody registered", async () => {
    await db().app.deleteMany();
    await seedKnownApps();
    await seedKnownApps();
    expect(await getAppByName("OctoPod")).toMatchObject({ id: "octopod", name: "OctoPod" });
    const args = ["add", "octopod", "--name", "My OctoPod", "--return", "exact:octopod://octoeverywhere"];
    expect(await run(...args)).toContain("Registered.");
    expect(await getApp("octopod")).toMatchObject({
      name: "My OctoPod",
      verified: false,
      aliases: ["octopod"],
      returnUrls: [{ kind: "exact", url: "octopod://octoeverywhere" }],
    });
    expect(await run(...args)).toContain("There is an app octopod already");
    await seedKnownApps();
    expect(await getApp("octopod")).toMatchObject({ name: "My OctoPod", verified: false });
  });

  it("are taken over once, also under ten parallel tries", async () => {
    await db().app.deleteMany();
    await seedKnownApps();
    const made = await Promise.all(Array.from({ length: 10 }, (_, n) => createApp("octoapp", { name: `App ${n}` })));
    expect(made.filter((app) => app !== undefined)).toHaveLength(1);
  });

  it("are told apart from ids that nobody knows", async () => {
    expect(await run("add-known", "octoapp", "cura")).toBe(
      "cura is not known here: mobileraker, octopod, octoapp are. Use add.",
    );
    expect(await run("add-known")).toContain("missing required argument 'ids'");
  });

  it("can be registered by hand, with the same rules for their addresses", async () => {
    const args = ["add", "hand", "--name", "Hand", "--alias", "By-Hand", "--tunnel-return", "exact:hand://tunnel"];
    expect(await run(...args)).toContain("  called      by-hand\n  tunnels to  hand://tunnel\n");
    await changeApp("hand", { name: "Hand 2" });
    expect(await getApp("hand")).toMatchObject({ aliases: ["by-hand"], tunnelReturnUrls: ["hand://tunnel"] });
    expect(await run("edit", "hand", "--tunnel-return", "none", "--alias", "none")).not.toMatch(/called|tunnels/);
    for (const [kind, why] of [
      ["loopback", '--tunnel-return "loopback" is not exact:URL.'],
      ["exact:javascript:x", '"javascript:x" cannot be a return URL: its scheme is never accepted'],
      ["exact:hand://x?tunnel_endpoint=y", "its query holds one of the keys that completion appends"],
    ] as const)
      expect(await run("edit", "hand", "--tunnel-return", kind)).toContain(why);
    expect(await run("edit", "hand", "--alias", "a b")).toContain('--alias "a b" is not of 1 to 64');
  });
});
