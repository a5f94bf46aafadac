import { Validator } from "@seriousme/openapi-schema-validator";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { beforeAll, describe, expect, it } from "vitest";
import { APP_APIS, PORTAL_APP_APIS } from "@/lib/server/apis";
import { newVerifier, setUpAppPortal } from "@/tests/support/app-portal";

type Document = {
  openapi: string;
  paths: Record<string, Record<string, { responses: Record<string, { content: { "application/json": object } }> }>>;
  components: { schemas: Record<string, object> };
};
type Connection = { appApiToken: string };

/** The same schema, which allows nothing that it does not name. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== "object" || schema === null) return schema;
  const parts = Object.fromEntries(Object.entries(schema).map(([name, part]) => [name, closed(part)]));
  return "properties" in schema ? { ...parts, additionalProperties: false } : parts;
}

describe("the document of the App APIs", () => {
  const app = setUpAppPortal();
  const { verifier, challenge } = newVerifier();
  const bound = { code_challenge: challenge, code_challenge_method: "S256", state: "s" };
  let document: Document;
  let ajv: Ajv2020;
  beforeAll(async () => {
    document = JSON.parse((await app.portal.ask("/openapi.json")).body) as Document;
    ajv = new Ajv2020({ strict: false, allErrors: true });
    addFormats.default(ajv);
    ajv.addSchema(closed(document) as object, "document");
  });

  const validatorOf = (path: string, method: string, status: string): ValidateFunction => {
    const known = document.paths[path]?.[method]?.responses[status] ? status : "default";
    const pointer = ["paths", path, method, "responses", known, "content", "application/json", "schema"]
      .map((part) => encodeURIComponent(part.replaceAll("~", "~0").replaceAll("/", "~1")))
      .join("/");
    return ajv.compile({ $ref: `document#/${pointer}` });
  };
  const seen = new Set<string>();
  /** Asks, and holds the answer against the document. */
  const ask = async (path: string, method: string, headers: Record<string, string>, body?: object) => {
    const sent = { method: method.toUpperCase(), headers, ...(body && { body: JSON.stringify(body) }) };
    const answer = await app.portal.ask(path, sent);
    const validate = validatorOf(path, method, String(answer.status));
    const said = JSON.parse(answer.body) as { Result: Connection };
    expect([validate(said), validate.errors], `${method} ${path} ${answer.status}`).toEqual([true, null]);
    seen.add(`${method} ${path} ${answer.status}`);
    return { status: answer.status, result: said.Result };
  };
  const token = ({ appApiToken }: Connection) => ({ AppToken: appApiToken });

  it("is valid OpenAPI 3.1", async () => {
    const { valid, errors } = await new Validator().validate(
      JSON.parse(JSON.stringify(document)) as Record<string, unknown>,
    );
    expect([valid, errors]).toEqual([true, undefined]);
    expect(document.openapi).toMatch(/^3\.1\./);
  });

  it("names every App API that there is, with its methods, and no other", () => {
    const told = Object.entries(document.paths).map(([path, methods]) => [path.toLowerCase(), Object.keys(methods)]);
    const served = Object.entries({ ...APP_APIS, ...PORTAL_APP_APIS });
    expect(Object.fromEntries(told)).toEqual(
      Object.fromEntries(served.map(([path, { methods }]) => [path, methods.map((name) => name.toLowerCase())])),
    );
  });

  it("tells of every field of what is answered, and of none that is missing", async () => {
    const { code } = await app.connect(bound);
    const redeem = (change = {}) =>
      ask("/api/appconnection/token", "post", {}, { code, code_verifier: verifier, appId: "devtest", ...change });
    expect((await redeem({ code: "x" })).status).toBe(400);
    const { result: given } = await redeem();
    for (const method of ["get", "post"]) await ask("/api/appconnection/info", method, token(given));
    await ask("/api/gadget/GetStatusFromAppConnection", "post", {}, { AppToken: given.appApiToken });
    const { result: renewed } = await ask("/api/appconnection/rotate", "post", token(given));
    expect((await ask("/api/appconnection/rotate", "post", token(given))).status).toBe(600);
    await ask("/api/appconnection/revoke", "post", token(renewed));
    for (const path of Object.keys(document.paths)) {
      expect((await ask(path, "post", token(renewed), {})).status).toBe(path.endsWith("token") ? 400 : 604);
      expect((await ask(path, "post", {}, {})).status).toBe(400);
    }
    const good = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method} ${path} 200`),
    );
    expect(good.filter((one) => !seen.has(one))).toEqual([]);
  });

  it("notices an answer with a field that it does not tell of", () => {
    const validate = validatorOf("/api/appconnection/revoke", "post", "200");
    const answer = { Status: 200, Error: "", IsUserError: false, Result: {} };
    expect(validate(answer)).toBe(true);
    expect(validate({ ...answer, Other: 1 })).toBe(false);
    expect(validate({ ...answer, Status: "200" })).toBe(false);
  });
});
