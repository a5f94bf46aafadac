import { describe, expect, it } from "vitest";
import { ACTIONS, actionPaths, findAction } from "@/lib/journey/act/actions";
import { STEPS, type StepName } from "@/lib/journey/read/next-step";
import { findPoll, pollPaths } from "@/lib/journey/read/polls";

const all = STEPS.flatMap((step) => Object.entries(ACTIONS[step]).map(([name, action]) => ({ step, name, action })));

describe("what can be done in a journey", () => {
  it.each(all)("$step/$name may be done at its own step", ({ step, action }) => {
    expect(action.at).toContain(step);
  });

  it("only what repeats a consent, or has nothing to do with it, may be done after one", () => {
    const after = all.filter(({ action }) => (action.at as readonly StepName[]).includes("done"));
    expect(after.map(({ step, name }) => `${step}/${name}`)).toEqual([
      "authorize/grant",
      "api-key/create",
      "api-key/skip",
      "done/return",
      "done/no-passkey",
    ]);
  });

  it("a decision that comes too late is told to the app", () => {
    const told = all.filter(({ action }) => "tellsExpiry" in action).map(({ step, name }) => `${step}/${name}`);
    expect(told).toEqual(["authorize/grant", "authorize/deny", "api-key/create", "api-key/skip"]);
  });

  it("is found by its address", () => {
    for (const path of actionPaths()) {
      const [step = "", name = ""] = path.split("/");
      expect(findAction(step, name)?.at, path).toContain(step);
    }
  });

  it.each([
    ["verify", "constructor"],
    ["verify", "__proto__"],
    ["verify", "toString"],
    ["constructor", "check"],
    ["__proto__", "check"],
    ["verify", "Check"],
    ["verify", ""],
    ["leave", "check"],
    ["account", "check"],
  ])("is nothing at %s/%s", (step, name) => {
    expect(findAction(step, name)).toBeUndefined();
  });

  it("is never a poll as well: what asks and what acts have addresses of their own", () => {
    expect(pollPaths().filter((path) => actionPaths().includes(path))).toEqual([]);
    expect(findPoll("payment", "constructor")).toBeUndefined();
    expect(findPoll("verify", "state")).toBeUndefined();
  });
});
