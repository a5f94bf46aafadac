import { describe, expect, it } from "vitest";
import { changeApp, createApp, getApp, listApps } from "@/lib/apps/app-store";
import { mayUseApp } from "@/lib/apps/may-use-app";
import { seedDevtest } from "@/lib/apps/seed-devtest";
import { setUpDatabase } from "@/tests/support/database";

describe("registered apps", () => {
  setUpDatabase();

  it("are found by their exact id only", async () => {
    await createApp("OctoPod", { name: "OctoPod" });
    expect(await getApp("OctoPod")).toMatchObject({
      id: "OctoPod",
      name: "OctoPod",
      enabled: true,
      verified: false,
      returnUrls: [],
      testers: [],
    });
    for (const id of ["octopod", "OctoPod ", "OctoPod\0", "", "%", "O".repeat(5000), "' OR 1=1 --"])
      expect(await getApp(id)).toBeUndefined();
  });

  it("are made once, also under ten parallel tries", async () => {
    const made = await Promise.all(
      Array.from({ length: 10 }, (_, n) =>
        createApp("once", { name: `Once ${n}`, returnUrls: [{ kind: "lan", url: "" }] }),
      ),
    );
    const [first, ...more] = made.filter((app) => app !== undefined);
    expect(more).toEqual([]);
    expect(await getApp("once")).toEqual(first);
  });

  it("change in what is given, and lists are replaced", async () => {
    await createApp("lists", {
      name: "Lists",
      publisher: "P",
      returnUrls: [
        { kind: "loopback", url: "" },
        { kind: "exact", url: "lists://x" },
      ],
      testers: ["b@x.example", "a@x.example"],
    });
    await changeApp("lists", { verified: true });
    expect(await getApp("lists")).toMatchObject({
      verified: true,
      publisher: "P",
      testers: ["a@x.example", "b@x.example"],
      returnUrls: [
        { kind: "exact", url: "lists://x" },
        { kind: "loopback", url: "" },
      ],
    });
    const changed = await changeApp("lists", { publisher: null, returnUrls: [{ kind: "lan", url: "" }], testers: [] });
    expect(changed).toMatchObject({
      verified: true,
      publisher: undefined,
      testers: [],
      returnUrls: [{ kind: "lan", url: "" }],
    });
    expect(await getApp("lists")).toEqual(changed);
    expect(await changeApp("missing", { name: "x" })).toBeUndefined();
  });

  it("hold the app for developers after its seed, and a second seed changes nothing", async () => {
    await seedDevtest();
    await changeApp("devtest", { name: "Renamed" });
    await seedDevtest();
    expect(await getApp("devtest")).toMatchObject({
      name: "Renamed",
      development: true,
      returnUrls: [{ kind: "loopback", url: "" }],
    });
    expect((await listApps()).map(({ id }) => id)).toContain("devtest");
  });
});

describe("an app in development", () => {
  const app = { development: true, testers: ["tester@x.example"] };
  it("serves only its testers in production", () => {
    expect(mayUseApp(app, "tester@x.example", "production")).toBe(true);
    expect(mayUseApp(app, "other@x.example", "production")).toBe(false);
  });
  it("serves everybody in evaluation mode, and everybody once it is released", () => {
    expect(mayUseApp(app, "other@x.example", "evaluation")).toBe(true);
    expect(mayUseApp({ ...app, development: false }, "other@x.example", "production")).toBe(true);
  });
});
