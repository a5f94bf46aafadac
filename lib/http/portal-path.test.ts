import { describe, expect, it } from "vitest";
import { portalPath } from "@/lib/http/portal-path";

describe("request targets", () => {
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
