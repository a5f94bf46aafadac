import { describe, expect, it } from "vitest";
import { foldSlashes, portalPath } from "@/lib/http/portal-path";

describe("request targets", () => {
  it.each([
    ["//appportal/v1?appId=x", "/appportal/v1"],
    ["///api/appconnection/info", "/api/appconnection/info"],
    ["//", "/"],
    ["//evil.example", "/evil.example"],
  ])("on the portal's own host %s is %s", (target, path) => expect(portalPath(foldSlashes(target))?.path).toBe(path));

  it.each(["/a//b", "//a//b", "/\\\\a", "//..//a"])("%s is refused there too", (target) =>
    expect(portalPath(foldSlashes(target))).toBeUndefined(),
  );

  it.each([
    ["/appportal/v1", "/appportal/v1", ""],
    ["/appportal/v1/?appId=X", "/appportal/v1", "appId=X"],
    ["/AppPortal/V1/NoSupporterPerks", "/appportal/v1/nosupporterperks", ""],
    ["/api/gadget/GetStatusFromAppConnection", "/api/gadget/getstatusfromappconnection", ""],
    ["/view/AbCd", "/view/AbCd", ""],
    ["/?a=//b?c", "/", "a=//b?c"],
    ["/", "/", ""],
  ])("%s is read as %s", (target, path, query) => expect(portalPath(target)).toEqual({ path, query }));

  it.each([
    "http://evil.example/",
    "//evil.example",
    "/a//b",
    "/\\evil.example",
    "/a%2f..%2fb",
    "/a/../b",
    "/a/%2e%2e/b",
    "/./a",
    "*",
    "",
    "/a\tb",
    "/a%00",
    "/view/%ff",
    "/a%",
    "/%c0%ae",
  ])("%s is refused", (target) => expect(portalPath(target)).toBeUndefined());
});
