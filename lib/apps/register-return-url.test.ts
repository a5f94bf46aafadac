import { describe, expect, it } from "vitest";
import { checkExactRegistration, checkReturnUrl } from "@/lib/apps/return-url-policy";
import { COMPLETE, EXACT } from "@/lib/apps/test-refused-urls";

describe("registering an exact return URL", () => {
  it.each([
    EXACT,
    "octopod://octoeverywhere",
    "canceller://Back",
    "com.example.app:/back",
    "http://localhost:9/x",
    "http://192.168.1.2/x",
    "https://app.example?x=1",
  ])("%s is accepted, and then honoured", (url) => {
    expect(checkExactRegistration(url)).toEqual({ ok: true });
    expect(checkReturnUrl(url, [{ kind: "exact", url }], COMPLETE)).toMatchObject({ ok: true });
  });

  it.each([
    ["http://app.example/x", "insecure"],
    ["MyApp://x", "scheme_case"],
    ["app.example/x", "malformed"],
    ["app.example:8080/x", "malformed"],
    ["https://App.example/x", "malformed"],
    ["https://app.example/a b", "characters"],
    ["JavaScript:x", "scheme"],
    ["smb://host/share", "scheme"],
    ["steam://run/1", "scheme"],
    ["vscode://x", "scheme"],
    ["itms-services://x", "scheme"],
    ["ms-settings:x", "scheme"],
    ["loopback", "malformed"],
    ["", "characters"],
  ])("%j is refused as %s", (url, error) => {
    expect(checkExactRegistration(url)).toEqual({ ok: false, error });
  });
});
