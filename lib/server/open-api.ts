import { z } from "zod";
import {
  ConnectionCredentials,
  ConnectionInfo,
  envelopeOf,
  ErrorEnvelope,
  GadgetStatus,
  TokenInBody,
  TokenRequest,
} from "@/lib/connections/app-api-shapes";
import { env } from "@/lib/env";

/** JSON Schema 2020-12, as OpenAPI 3.1 has it, open for what may be added to an answer one day. */
function schemaOf(shape: z.ZodType): object {
  const schema = z.toJSONSchema(shape, {
    io: "output",
    override: ({ jsonSchema }) => {
      delete jsonSchema.additionalProperties;
    },
  });
  delete schema.$schema;
  return schema;
}

const json = (schema: object) => ({ "application/json": { schema } });
const named = (name: string) => ({ $ref: `#/components/schemas/${name}` });

const SCHEMAS = {
  ConnectionInfo: ConnectionInfo,
  ConnectionInfoAnswer: envelopeOf(ConnectionInfo).extend(ConnectionInfo.shape),
  ConnectionCredentials: ConnectionCredentials,
  ConnectionCredentialsAnswer: envelopeOf(ConnectionCredentials),
  GadgetStatusAnswer: envelopeOf(GadgetStatus),
  EmptyAnswer: envelopeOf(z.object({})),
  TokenRequest,
  TokenInBody,
  ErrorAnswer: ErrorEnvelope,
} satisfies Record<string, z.ZodType>;
type SchemaName = keyof typeof SCHEMAS;

// The statuses above 599 have no place of their own in an OpenAPI document.
const OTHERS = `Also 405 and 413, and the statuses of the contract, on the wire as they are: 600 a fault, or too many
requests (Retry-After); 603 no such connection; 604 revoked or expired; 605 the owner has no Supporter Perks now; 610
the program beside the printer cannot be used.`.replaceAll("\n", " ");

const answers = (good: SchemaName) => ({
  200: { description: "Done", content: json(named(good)) },
  400: { description: "No token, or the input is wrong", content: json(named("ErrorAnswer")) },
  default: { description: OTHERS, content: json(named("ErrorAnswer")) },
});

type Operation = { id: string; summary: string; answer: SchemaName };

/** Called with the token of a connection, in the header or in a body, which may be missing. */
const byToken = ({ id, summary, answer }: Operation, method: "get" | "post" = "post") => ({
  operationId: id,
  summary,
  security: [{ AppToken: [] }, ...(method === "post" ? [{}] : [])],
  ...(method === "post" && { requestBody: { required: false, content: json(named("TokenInBody")) } }),
  responses: answers(answer),
});

const info = { summary: "The printer behind a connection", answer: "ConnectionInfoAnswer" } as const;

const paths = () => ({
  "/api/appconnection/info": {
    get: byToken({ ...info, id: "getInfo" }, "get"),
    post: byToken({ ...info, id: "postInfo" }),
  },
  "/api/gadget/GetStatusFromAppConnection": {
    post: byToken({ id: "getGadgetStatus", summary: "Failure detection, which is off", answer: "GadgetStatusAnswer" }),
  },
  "/api/appconnection/token": {
    post: {
      operationId: "redeemCode",
      summary: "The connection of a completion that is bound to its app (RFC 7636)",
      security: [],
      requestBody: { required: true, content: json(named("TokenRequest")) },
      responses: answers("ConnectionCredentialsAnswer"),
    },
  },
  "/api/appconnection/revoke": {
    post: byToken({ id: "revoke", summary: "Gives a connection back", answer: "EmptyAnswer" }),
  },
  "/api/appconnection/rotate": {
    post: byToken({
      id: "rotate",
      summary: "New credentials, once; the ones before live for another 60 seconds",
      answer: "ConnectionCredentialsAnswer",
    }),
  },
});

/** The App APIs as a document (OpenAPI 3.1), made from the schemas that they are checked with. */
export const openApi = () => ({
  openapi: "3.1.1",
  info: {
    title: `App APIs of ${env().serviceName}`,
    version: "1.0.0",
    description: "What apps call at this portal. How an app gets a connection, and the relay, are in the contract.",
  },
  servers: [{ url: env().portalUrl }],
  paths: paths(),
  components: {
    securitySchemes: { AppToken: { type: "apiKey", in: "header", name: "AppToken" } },
    schemas: Object.fromEntries(Object.entries(SCHEMAS).map(([name, shape]) => [name, schemaOf(shape)])),
  },
});
