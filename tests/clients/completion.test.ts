import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { challengeOf, newPkce, newState, readCompletion, Relay, startUrl } from "@/clients/typescript/src";
import { base64 } from "@/clients/typescript/src/base64";
import { sha256 } from "@/clients/typescript/src/sha256";
import { isCodeChallenge } from "@/lib/connections/code-challenge";
import { parseStartParameters } from "@/lib/journey/read/start-parameters";
import { completionUrl } from "@/lib/journey/urls/completion-url";

const CONNECTION = {
  id: "acpid",
  url: "https://app-abc.relay.example",
  appApiToken: "token",
  printerName: "Voron + Öl",
  userPrinterAccessUrl: "https://portal.example/view/x",
  printerLastKnownLocalIp: "192.168.1.20:5000",
  basicUser: "user",
  basicPassword: "password",
  bearerToken: "bearer",
};
const complete = (returnUrl: string, state?: string) =>
  completionUrl(returnUrl, { success: true, state, connection: CONNECTION });

describe("the client for TypeScript", () => {
  it("hashes, encodes and challenges as everybody does, for bytes of any length", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(Buffer.from(sha256(bytes)).toString("hex")).toBe(createHash("sha256").update(bytes).digest("hex"));
        expect(base64(bytes)).toBe(Buffer.from(bytes).toString("base64"));
      }),
    );
    expect(challengeOf("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")).toBe(
      "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
    );
  });

  it("makes another verifier and state each time, of as many random bits as the standard wants", () => {
    const [one, other] = [newPkce(), newPkce()];
    expect(one.verifier).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(one.verifier).not.toBe(other.verifier);
    expect(isCodeChallenge(one.challenge)).toBe(true);
    expect(newState()).toMatch(/^[A-Za-z0-9_-]{22}$/);
    expect(newPkce((bytes: Uint8Array) => bytes.fill(0)).verifier).toBe("A".repeat(43));
  });

  it("makes start URLs that the portal reads as they were meant", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", minLength: 1, maxLength: 400 }), (state) => {
        fc.pre(!state.includes("\0") && state.length <= 512);
        const { challenge } = newPkce();
        const asked = { appId: "a", returnUrl: "my.app://back?x=1&y=+", state, uiLocales: ["de-AT", "en"] };
        const { search } = new URL(startUrl("https://portal.example/", { ...asked, codeChallenge: challenge }));
        const { appId, returnUrl } = asked;
        const bound = { code_challenge: challenge, code_challenge_method: "S256" };
        const parameters = { appId, returnUrl, state, ui_locales: "de-AT en", ...bound };
        expect(parseStartParameters(search.slice(1))).toEqual({ ok: true, parameters, notes: [] });
      }),
    );
  });

  it.each(["octopod://octoeverywhere", "https://app.example/back?x=1", "http://127.0.0.1:8080/"])(
    "reads a completion at %s",
    (returnUrl) => {
      const completion = readCompletion(complete(returnUrl, "a b+c"), { state: "a b+c" });
      expect(completion).toEqual({ kind: "connected", connection: CONNECTION, state: "a b+c" });
    },
  );

  it("reads every spelling of the keys", () => {
    const address = complete("app://back");
    const [place = "", query = ""] = address.split("?");
    const spelled = (change: (name: string) => string) =>
      `${place}?${query
        .split("&")
        .map((pair) => pair.replace(/^[^=]+/, change))
        .join("&")}`;
    const twoOnly = address.replace(/&authbasichttp(user|password)=[^&]*/g, "");
    const lowerOnly = address.replace(/&authBasicHttp(User|Password)=[^&]*/g, "");
    for (const other of [
      spelled((name) => name.toLowerCase()),
      spelled((name) => name.toUpperCase()),
      twoOnly,
      lowerOnly,
      `${address}#fragment`,
      query,
      address.replace("relay.example", "relay.example%2F"),
    ])
      expect(readCompletion(other)).toMatchObject({ kind: "connected", connection: CONNECTION });
  });

  it("refuses what is no completion, and what answers another start URL", () => {
    const refused = (address: string, state?: string) => {
      try {
        return readCompletion(address, state === undefined ? {} : { state }).kind;
      } catch (error) {
        return (error as { code: string }).code;
      }
    };
    for (const address of ["app://back", "", "app://back?success=yes", "app://back?success=true&id=x", "?success=%E0"])
      expect(refused(address), address).toBe("not_a_completion");
    expect(refused(complete("app://back", "mine"), "other")).toBe("state_mismatch");
    expect(refused(complete("app://back"), "other")).toBe("state_mismatch");
  });

  it("takes no secrets from an address where a code was asked for", () => {
    const address = complete("app://back", "s");
    expect(() => readCompletion(address, { state: "s", codeOnly: true })).toThrow("The address holds no code.");
    const both = readCompletion(`${address}&code=c`, { state: "s", codeOnly: true });
    expect(both).toEqual({ kind: "code", code: "c", printerName: "Voron + Öl", state: "s" });
  });

  it("says so where the platform has no WebSocket and none was passed", async () => {
    const { WebSocket: platforms } = globalThis;
    Reflect.deleteProperty(globalThis, "WebSocket");
    const opening = new Relay({ ...CONNECTION }).webSocket("/");
    Object.assign(globalThis, platforms && { WebSocket: platforms });
    await expect(opening).rejects.toThrow("This platform has no WebSocket");
  });
});
