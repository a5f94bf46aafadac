import { describe, expect, it } from "vitest";
import { preselectedPrinter, presetReplaces, readConsentChoice } from "@/lib/journey/read/consent-choice";
import { namedPrinter } from "@/lib/printers/named-printer";

const form = (fields: Record<string, string>) => readConsentChoice((name) => fields[name] ?? "");

const printer = (publicId: string, saidId = publicId) => ({ printerId: `row ${publicId}`, publicId, saidId });

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
    const [a, b] = [printer("A"), printer("B")];
    const fresh = { chosenLifetime: null, replaces: false };
    const isNamed = (one: object, publicId: string | null) => namedPrinter([a, b], publicId) === one;
    expect([
      presetReplaces(fresh, isNamed(a, "A")),
      presetReplaces(fresh, isNamed(b, "A")),
      presetReplaces(fresh, isNamed(a, null)),
    ]).toEqual([true, false, false]);
    expect(presetReplaces({ ...fresh, chosenLifetime: "none" }, isNamed(a, "A"))).toBe(false);
    expect(presetReplaces({ chosenLifetime: "day", replaces: true }, isNamed(a, null))).toBe(true);
  });
});

describe("the printer that the app named", () => {
  const chosen = (publicId: string | null, ...printers: ReturnType<typeof printer>[]) =>
    preselectedPrinter(printers, { chosenPrinter: null, publicId });

  it("is the one with that id, else one that says it while another machine has it", () => {
    expect(chosen("A", printer("B"), printer("A"))).toBe("row A");
    expect(chosen("A", printer("C", "A"), printer("B"))).toBe("row C");
    expect(chosen("A", printer("C", "A"), printer("A"))).toBe("row A");
  });

  it("is none where neither is so: with several printers none is chosen by not looking", () => {
    expect(chosen("A", printer("B"), printer("C"))).toBeUndefined();
    expect(chosen(null, printer("B"), printer("C", "A"))).toBeUndefined();
  });
});
