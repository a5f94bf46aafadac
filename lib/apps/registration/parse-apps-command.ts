import { parseArgs } from "node:util";
import { isAppId, type AppChange } from "@/lib/apps/app-store";
import { readAppFields } from "@/lib/apps/registration/read-app-fields";
import { isMessageId } from "@/lib/webhooks/webhook-event";
import { failure, ok, type Result } from "@/lib/result";

/** What the command line asks for, complete and checked. */
export type AppsCommand =
  | { verb: "help" }
  | { verb: "list"; json: boolean }
  | { verb: "disable"; id: string; json: boolean }
  | { verb: "add"; id: string; change: AppChange & { name: string }; json: boolean }
  | { verb: "edit"; id: string; change: AppChange; newWebhookSecret?: true; json: boolean }
  | { verb: "deliveries"; id: string; json: boolean }
  | { verb: "redeliver"; messageId: string; json: boolean };

const FIELDS = {
  name: { type: "string" },
  publisher: { type: "string" },
  website: { type: "string" },
  logo: { type: "string" },
  webhook: { type: "string" },
  return: { type: "string", multiple: true },
  tester: { type: "string", multiple: true },
  verified: { type: "boolean" },
  development: { type: "boolean" },
} as const;
const EDIT_ONLY = {
  "no-verified": { type: "boolean" },
  "no-development": { type: "boolean" },
  enable: { type: "boolean" },
  "no-webhook": { type: "boolean" },
  "new-webhook-secret": { type: "boolean" },
} as const;
const ALWAYS = {
  json: { type: "boolean", default: false },
  help: { type: "boolean", short: "h", default: false },
} as const;

const ALLOWED: Record<string, string[]> = {
  add: Object.keys({ ...FIELDS, ...ALWAYS }),
  edit: Object.keys({ ...FIELDS, ...EDIT_ONLY, ...ALWAYS }),
  disable: Object.keys(ALWAYS),
  deliveries: Object.keys(ALWAYS),
  redeliver: Object.keys(ALWAYS),
  list: Object.keys(ALWAYS),
};

/** parseArgs with its exceptions as sentences. */
function readArgs(args: string[]) {
  try {
    return ok(
      parseArgs({ args, options: { ...FIELDS, ...EDIT_ONLY, ...ALWAYS }, allowPositionals: true, strict: true }),
    );
  } catch (error) {
    return failure(error instanceof Error ? error.message : "The options cannot be read.");
  }
}

type Values = Extract<ReturnType<typeof readArgs>, { ok: true }>["values"];

/** `--x`, `--no-x` or neither. */
function readFlags(values: Values): Result<{ flags: AppChange }, string> {
  for (const name of ["verified", "development"] as const) {
    if (values[name] && values[`no-${name}`]) return failure(`--${name} and --no-${name} contradict each other.`);
  }
  if (values["no-webhook"] && (values.webhook !== undefined || values["new-webhook-secret"]))
    return failure("--no-webhook goes with neither --webhook nor --new-webhook-secret.");
  const flag = (name: "verified" | "development") =>
    values[name] ? { [name]: true } : values[`no-${name}`] ? { [name]: false } : {};
  return ok({
    flags: {
      ...flag("verified"),
      ...flag("development"),
      ...(values.enable && { enabled: true }),
      ...(values["no-webhook"] && { webhookUrl: null }),
    },
  });
}

/**
 * Reads the command line of `npm run apps`. Changes and asks nothing.
 * @returns `error` is one sentence a line for the person who typed it
 */
export function parseAppsCommand(args: string[]): Result<{ command: AppsCommand }, string> {
  const read = readArgs(args);
  if (!read.ok) return read;
  const {
    values,
    positionals: [verb, id, ...more],
  } = read;
  if (values.help || verb === "help") return ok({ command: { verb: "help" } });
  const allowed = verb === undefined ? undefined : ALLOWED[verb];
  if (!allowed)
    return failure(
      `${verb === undefined ? "A command is missing" : `There is no command ${JSON.stringify(verb)}`}; there are add, edit, disable, list, deliveries and redeliver (see --help).`,
    );
  const foreign = Object.keys(values).filter((name) => !allowed.includes(name));
  if (foreign.length) return failure(`${verb} does not know ${foreign.map((name) => `--${name}`).join(", ")}.`);
  const { json } = values;
  if (verb === "list") return id === undefined ? ok({ command: { verb, json } }) : failure("list takes no id.");
  if (id === undefined)
    return failure(
      verb === "redeliver"
        ? "redeliver needs the id of a message (see deliveries)."
        : `${verb} needs the id of an app.`,
    );
  if (more.length)
    return failure(
      `${verb} takes one id; ${JSON.stringify(more.join(" "))} is too much. Put names with spaces in quotes.`,
    );
  if (verb === "redeliver")
    return isMessageId(id)
      ? ok({ command: { verb, messageId: id, json } })
      : failure(`${JSON.stringify(id)} is not the id of a message: msg_ and 27 letters and digits.`);
  if (!isAppId(id))
    return failure(
      `${JSON.stringify(id)} cannot be the id of an app: 1 to 64 letters, digits, dots, underscores and hyphens.`,
    );
  if (verb === "disable" || verb === "deliveries") return ok({ command: { verb, id, json } });

  const fields = readAppFields(values);
  if (!fields.ok) return fields;
  const flags = readFlags(values);
  if (!flags.ok) return flags;
  const change = { ...fields.change, ...flags.flags };
  const secret = values["new-webhook-secret"] && { newWebhookSecret: true as const };
  if (verb === "edit")
    return Object.keys(change).length || secret
      ? ok({ command: { verb, id, change, ...secret, json } })
      : failure("edit needs at least one option (see --help).");
  const { name } = change;
  return name === undefined
    ? failure("add needs --name, which people see on every page.")
    : ok({ command: { verb: "add", id, change: { ...change, name }, json } });
}
