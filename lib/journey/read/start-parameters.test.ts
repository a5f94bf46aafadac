import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseStartParameters, queryParameter } from "@/lib/journey/read/start-parameters";
import { startQuery } from "@/lib/journey/urls/start-url";

// RFC 7636, appendix B.
const CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

const read = (query: string) => {
  const parsed = parseStartParameters(query);
  return parsed.ok ? parsed.parameters : parsed.error;
};

describe("start parameters", () => {
  it("are read from the start URLs of shipped apps", () => {
    expect(
      read(
        "appid=octopod&authType=enhanced&appLogoUrl=https%3A%2F%2Focto.example%2Fl.png&" +
          "returnUrl=octopod://octoeverywhere&OctoPrintApiKeyAppName=OctoPod-1",
      ),
    ).toEqual({
      appId: "octopod",
      returnUrl: "octopod://octoeverywhere",
      appLogoUrl: "https://octo.example/l.png",
      octoPrintApiKeyAppName: "OctoPod-1",
    });
    expect(read("appid=mobileraker&moonraker=true&returnUrl=mobileraker%3A%2F%2Foctoeverywhere")).toEqual({
      appId: "mobileraker",
      returnUrl: "mobileraker://octoeverywhere",
    });
  });

  it("read a code challenge, whatever the case of its name, and none for a tunnel", () => {
    const bound = { code_challenge: CHALLENGE, code_challenge_method: "S256" };
    expect(read(`appId=a&CODE_CHALLENGE=${CHALLENGE}&Code_Challenge_Method=S256`)).toEqual({ appId: "a", ...bound });
    expect(read(`appId=a&code_challenge=&code_challenge_method=`)).toEqual({ appId: "a" });
    expect(read(`appId=a&answer=tunnel&${new URLSearchParams(bound)}`)).toEqual({ appId: "a", answer: "tunnel" });
  });

  it.each(["appId", "appid", "AppID", "APPID"])("match their name without regard to case: %s", (name) =>
    expect(read(`${name}=x`)).toEqual({ appId: "x" }),
  );
  it("count the first of several", () =>
    expect(read("appid=a&appId=b&state=1&STATE=2")).toEqual({ appId: "a", state: "1" }));
  it("take an empty value as absent", () =>
    expect(read("appId=a&printerId=&returnUrl=&state=")).toEqual({ appId: "a" }));
  it("decode state as a form value", () => expect(read("appId=a&state=a+b%2Bc%26")).toMatchObject({ state: "a b+c&" }));

  it.each([
    ["printerId=short", "printerId is malformed"],
    [`printerId=${"a".repeat(61)}`, "printerId is malformed"],
    [`printerId=${"a".repeat(39)}%00`, "printerId is malformed"],
    ["octoPrintApiKeyAppName=x", "octoPrintApiKeyAppName is not of 2 to 60 characters"],
    [`octoPrintApiKeyAppName=${"x".repeat(61)}`, "octoPrintApiKeyAppName is not of 2 to 60 characters"],
    ["octoPrintApiKeyAppName=My%E2%80%AEApp", "octoPrintApiKeyAppName is not of 2 to 60 characters"],
    ["appLogoUrl=javascript:alert(1)", "appLogoUrl is not a web address"],
  ])("leave out what is malformed and note it: %s", (query, note) => {
    expect(parseStartParameters(`appId=a&${query}`)).toEqual({ ok: true, parameters: { appId: "a" }, notes: [note] });
  });

  it.each([
    ["", "missing_app"],
    ["appId=", "missing_app"],
    ["other=1", "missing_app"],
    [`appId=a&state=${"s".repeat(513)}`, "input_too_long"],
    [`appId=${"a".repeat(101)}`, "input_too_long"],
    [`appId=a&returnUrl=${"a".repeat(2001)}`, "input_too_long"],
    [`appId=a&x=${"a".repeat(8000)}`, "input_too_long"],
    ["appId=a&code_challenge=x&code_challenge_method=S256", "challenge_refused"],
    [`appId=a&code_challenge=${CHALLENGE}`, "challenge_refused"],
    [`appId=a&code_challenge=${CHALLENGE}&code_challenge_method=plain`, "challenge_refused"],
    [`appId=a&code_challenge=${CHALLENGE}&code_challenge_method=s256`, "challenge_refused"],
    ["appId=a&code_challenge_method=S256", "challenge_refused"],
    [`appId=a&Code_Challenge=x&code_challenge=${CHALLENGE}&code_challenge_method=S256`, "challenge_refused"],
    ["appId=a&state=x%00y", "input_broken"],
    ["appId=a%00", "input_broken"],
  ])("refuse %j", (query, error) => expect(read(query)).toBe(error));

  it("survive being written and read again, and any text at all", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 300 }), (text) => {
        const query = startQuery({ appId: "a", state: text || undefined });
        expect(queryParameter(query, "STATE")).toBe(text || undefined);
        parseStartParameters(text);
      }),
    );
  });
});
