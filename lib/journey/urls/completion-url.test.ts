import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { completionUrl } from "@/lib/journey/urls/completion-url";

const CONNECTION = {
  id: "acpid",
  url: "http://app-abc.localhost:3000",
  appApiToken: "token",
  printerName: "Voron + Öl",
  userPrinterAccessUrl: "http://localhost:3000/view/x",
  printerLastKnownLocalIp: "192.168.1.20:5000",
  basicUser: "user",
  basicPassword: "password",
  bearerToken: "bearer",
};

describe("the completion URL", () => {
  it("carries every key of the contract, percent-encoded", () => {
    expect(completionUrl("octopod://octoeverywhere", { success: true, state: "a b+c", connection: CONNECTION })).toBe(
      "octopod://octoeverywhere?success=true&id=acpid&url=http%3A%2F%2Fapp-abc.localhost%3A3000" +
        "&appApiToken=token&printername=Voron%20%2B%20%C3%96l" +
        "&userPrinterAccessUrl=http%3A%2F%2Flocalhost%3A3000%2Fview%2Fx&printerLastKnownLocalIp=192.168.1.20%3A5000" +
        "&authBasicHttpUser=user&authBasicHttpPassword=password" +
        "&authbasichttpuser=user&authbasichttppassword=password&authBearerToken=bearer&state=a%20b%2Bc",
    );
  });

  it("leaves out what is not there", () => {
    const url = completionUrl("https://app.example/back", {
      success: true,
      state: undefined,
      connection: { ...CONNECTION, printerLastKnownLocalIp: undefined },
    });
    expect([...new URL(url).searchParams.keys()]).toEqual([
      "success",
      "id",
      "url",
      "appApiToken",
      "printername",
      "userPrinterAccessUrl",
      "authBasicHttpUser",
      "authBasicHttpPassword",
      "authbasichttpuser",
      "authbasichttppassword",
      "authBearerToken",
    ]);
  });

  it.each([
    ["https://App.example/Back?x=1", "https://App.example/Back?x=1&success=false&error=cancelled"],
    ["octopod://octoeverywhere", "octopod://octoeverywhere?success=false&error=cancelled"],
    ["http://[::1]:80/a", "http://[::1]:80/a?success=false&error=cancelled"],
  ])("changes nothing of %s", (returnUrl, expected) => {
    expect(completionUrl(returnUrl, { success: false, error: "cancelled", state: undefined })).toBe(expected);
  });

  it.each([
    ["mobileraker://obico", "mobileraker://obico?"],
    ["https://app.example/back?x=1", "https://app.example/back?x=1&"],
  ])("carries the address of a tunnel and nothing else: %s", (returnUrl, before) => {
    const tunnelEndpoint = "https://acpuser1:acppass2@tun-label.relay.example";
    expect(completionUrl(returnUrl, { answer: "tunnel", success: true, tunnelEndpoint })).toBe(
      `${before}tunnel_endpoint=https%3A%2F%2Facpuser1%3Aacppass2%40tun-label.relay.example`,
    );
    expect(completionUrl(returnUrl, { answer: "tunnel", success: false, error: "cancelled", state: "x" })).toBe(
      `${before}error=cancelled`,
    );
  });

  it("carries a code in place of every secret, where the completion is bound to the app", () => {
    const completion = { answer: "code", success: true, code: "acpcode1", printerName: "Voron + Öl" } as const;
    expect(completionUrl("app://back", { ...completion, state: "a b" })).toBe(
      "app://back?success=true&code=acpcode1&printername=Voron%20%2B%20%C3%96l&state=a%20b",
    );
  });

  it("gives any state back as it was, with no plus sign, in every decoder", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", minLength: 1, maxLength: 512 }), (state) => {
        const url = completionUrl("app://back", { success: false, error: "access_denied", state });
        expect(url).not.toMatch(/[+ '"<>#]/);
        expect(new URLSearchParams(url.split("?")[1]).get("state")).toBe(state);
        expect(decodeURIComponent(/state=(.*)$/.exec(url)?.[1] ?? "")).toBe(state);
      }),
    );
  });
});
