import { expect, it } from "vitest";
import { readForm } from "@/lib/web/form-data";

const posted = (fields: Record<string, string>) =>
  readForm(new Request("http://localhost/", { method: "POST", body: new URLSearchParams(fields) }));

it("a posted field is cut to length, without the half character or NUL that a database refuses", async () => {
  const field = await posted({ long: `${"a".repeat(1999)}\u{1F600}`, nul: "a\0b" });
  expect(field("long")).toHaveLength(2000);
  expect(field("long").isWellFormed()).toBe(true);
  expect(field("nul")).toBe("ab");
  expect(field("missing")).toBe("");
});
