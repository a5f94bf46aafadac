import { expect, it } from "vitest";
import { mayRegister, type RegistrationRule } from "@/lib/accounts/registration/may-register";

const HOME = "anna@home.example";
const AWAY = "anna@sub.home.example";

it.each<[RegistrationRule["who"], string[], string, boolean, boolean]>([
  ["open", [], HOME, false, true],
  ["open", ["home.example"], HOME, false, true],
  ["open", ["home.example"], AWAY, false, false],
  ["open", ["home.example"], AWAY, true, true],
  ["invite", [], HOME, false, false],
  ["invite", [], HOME, true, true],
  ["invite", ["home.example"], HOME, false, true],
  ["invite", ["home.example"], AWAY, false, false],
  ["invite", ["home.example"], "home.example@elsewhere.example", false, false],
  ["closed", [], HOME, false, false],
  ["closed", ["home.example"], HOME, true, false],
])("REGISTRATION=%s with domains %j: %s, invited %s, may make an account: %s", (who, domains, email, invited, may) => {
  expect(mayRegister({ who, domains }, email, invited)).toBe(may);
});
