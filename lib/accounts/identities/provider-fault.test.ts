import { ClientError } from "openid-client";
import { expect, it } from "vitest";
import { providerFault } from "@/lib/accounts/identities/provider-fault";
import { ProviderSilent } from "@/lib/accounts/identities/provider-fetch";

const wrapped = (cause: unknown) => new ClientError("something went wrong", { cause });
const saying = (error: unknown) => Object.assign(new Error("refused"), { code: "OAUTH_RESPONSE_BODY_ERROR", error });

it.each<[string, unknown]>([
  ["timeout", wrapped(new ProviderSilent("timeout"))],
  ["invalid_grant", wrapped(saying("invalid_grant"))],
  ["OAUTH_RESPONSE_BODY_ERROR", saying("invalid_grant for robin@example.org")],
  ["OAUTH_RESPONSE_BODY_ERROR", saying({ code: "secret" })],
  ["OAUTH_JWT_CLAIM", wrapped(Object.assign(new Error("aud"), { code: "OAUTH_JWT_CLAIM", cause: { code: "body" } }))],
  ["unknown", new Error("code=secret")],
  ["unknown", "code=secret"],
])("the log hears %j and nothing that a provider made up", (reason, error) => {
  expect(providerFault(error)).toBe(reason);
});

it("ends with causes that go in a circle", () => {
  const error = new Error("round");
  error.cause = error;
  expect(providerFault(error)).toBe("unknown");
});
