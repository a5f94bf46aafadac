import { describe, expect, it } from "vitest";
import { presetReplaces, readConsentChoice } from "@/lib/journey/read/consent-choice";

const form = (fields: Record<string, string>) => readConsentChoice((name) => fields[name] ?? "");

describe("what consent decides beside the printer", () => {
  it.each(["none", "year", "month", "day"])("takes the lifetime %s", (lifetime) => {
    expect(form({ printer: "p1", lifetime })).toEqual({
      ok: true,
      choice: { chosenLifetime: lifetime, replaces: false },
    });
  });

  it("takes a form that does not ask for one without end, as the page begins", () => {
    expect(form({ printer: "p1" })).toEqual({ ok: true, choice: { chosenLifetime: "none", replaces: false } });
  });

  it.each(["None", "week", "0", "none ", "constructor", "__proto__"])(
    "takes %j for no lifetime at all, never for one without end",
    (lifetime) => {
      expect(form({ printer: "p1", lifetime })).toEqual({ ok: false, error: "lifetime_not_chosen" });
    },
  );

  it("takes the choice of a page of the version before, whose field had another name", () => {
    expect(form({ printer: "p1", life: "day" })).toMatchObject({ choice: { chosenLifetime: "day" } });
    expect(form({ printer: "p1", lifetime: "year", life: "day" })).toMatchObject({
      choice: { chosenLifetime: "year" },
    });
    expect(form({ printer: "p1", life: "week" })).toEqual({ ok: false, error: "lifetime_not_chosen" });
  });

  it("ends earlier connections to the printer that was chosen only", () => {
    expect(form({ printer: "p1", lifetime: "none", "replace-p1": "yes" })).toMatchObject({
      choice: { replaces: true },
    });
    expect(form({ printer: "p1", lifetime: "none", "replace-p2": "yes" })).toMatchObject({
      choice: { replaces: false },
    });
    expect(form({ printer: "p1", lifetime: "none", "replace-p1": "no" })).toMatchObject({
      choice: { replaces: false },
    });
  });

  it("is preset to yes for the printer that the app named, until it was answered", () => {
    const fresh = { chosenLifetime: null, replaces: false, publicId: "A" };
    expect([
      presetReplaces(fresh, "A"),
      presetReplaces(fresh, "B"),
      presetReplaces({ ...fresh, publicId: null }, "A"),
    ]).toEqual([true, false, false]);
    expect(presetReplaces({ ...fresh, chosenLifetime: "none" }, "A")).toBe(false);
    expect(presetReplaces({ chosenLifetime: "day", replaces: true, publicId: null }, "A")).toBe(true);
  });
});
