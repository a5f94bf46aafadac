import { expect, it } from "vitest";
import { ownPath } from "@/lib/web/own-path";

it.each(["/", "/account", "/appportal/v1?appId=devtest&returnUrl=a%3A%2F%2Fb", "/view/x?y=//evil.example"])(
  "%s is a place to come back to",
  (path) => {
    expect(ownPath(path)).toBe(path);
  },
);

it.each([
  "",
  "account",
  "//evil.example",
  "/\\evil.example",
  "\\\\evil.example",
  "https://evil.example/",
  "javascript:alert(1)",
  "/\t/evil.example",
  "/a\r\nSet-Cookie: x",
  "/.//evil.example",
  "/a/..//evil.example",
])("%j leads home instead", (path) => {
  expect(ownPath(path)).toBe("/");
});
