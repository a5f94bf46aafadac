import type { Command } from "commander";
import { isAppId, type AppChange } from "@/lib/apps/app-store";
import { KNOWN_APPS, knownApp, type KnownApp } from "@/lib/apps/known/known-apps";
import { readAppFields, type AppOptions } from "@/lib/apps/registration/read-app-fields";
import { checked, collected, denial, readCommandLine, type Help, type Read } from "@/lib/command-line";
import { failure, ok } from "@/lib/result";
import { isMessageId } from "@/lib/webhooks/webhook-event";

/** What the command line asks for, complete and checked. */
export type AppsCommand =
  | { verb: "list"; json: boolean }
  | { verb: "disable"; id: string; json: boolean }
  | { verb: "add-known"; apps: KnownApp[]; json: boolean }
  | { verb: "add"; id: string; change: AppChange & { name: string }; json: boolean }
  | { verb: "edit"; id: string; change: AppChange; newWebhookSecret?: true; json: boolean }
  | { verb: "deliveries"; id: string; json: boolean }
  | { verb: "redeliver"; messageId: string; json: boolean };

type Flags = Partial<
  Record<
    | "verified"
    | "noVerified"
    | "development"
    | "noDevelopment"
    | "pkce"
    | "noPkce"
    | "enable"
    | "noWebhook"
    | "newWebhookSecret",
    boolean
  >
>;

const RETURNS = `where the browser may be returned to, several times for several kinds:
exact:URL (this one and no other, such as exact:https://app.example/connected),
loopback (http://127.0.0.1, http://localhost and http://[::1], any port and path),
lan (http to a private address or a .local name, any port and path)`;
const TUNNEL_RETURN =
  "where an app that takes a server's address may be returned to with a tunnel: exact:URL and nothing else";
const WEBHOOK = `https address of the app's server that is told when a connection is made, ends, or has to pause;
its signing secret (whsec_...) is printed once`;

const appId = checked(
  (text) => (isAppId(text) ? text : undefined),
  "It cannot be the id of an app: 1 to 64 letters, digits, dots, underscores and hyphens.",
);
const messageId = checked(
  (text) => (isMessageId(text) ? text : undefined),
  "It is not the id of a message: msg_ and 27 letters and digits.",
);

/** Options that add and edit have in common. */
const withFields = (command: Command): Command =>
  command
    .option("--publisher <name>", "who makes it")
    .option("--website <url>", "where people read about it")
    .option("--logo <url>", "a picture, shown beside the name")
    .option("--return <kind>", RETURNS, collected)
    .option(
      "--alias <name>",
      "what it calls itself by where it takes a server's address; case doesn't matter",
      collected,
    )
    .option("--tunnel-return <kind>", TUNNEL_RETURN, collected)
    .option("--webhook <url>", WEBHOOK)
    .option(
      "--tester <email>",
      "who may use it while it is in development; several times for several people",
      collected,
    )
    .option("--verified", "take away the warning on the welcome page")
    .option("--development", "only testers may use it")
    .option("--pkce", "its start URLs must carry a code challenge (RFC 7636): others end before sign-in");

const NAME = ["--name <name>", "up to 60 characters, shown on every page"] as const;

/** `--x`, `--no-x` or neither. */
const flagsOf = (given: Flags): AppChange => ({
  ...((given.verified || given.noVerified) && { verified: given.verified ?? false }),
  ...((given.development || given.noDevelopment) && { development: given.development ?? false }),
  ...((given.pkce || given.noPkce) && { needsPkce: given.pkce ?? false }),
  ...(given.enable && { enabled: true }),
  ...(given.noWebhook && { webhookUrl: null }),
});

function readChange(given: AppOptions & Flags) {
  const { name, publisher, website, logo, webhook, return: returns, tunnelReturn, alias, tester } = given;
  const texts = Object.entries({
    name,
    publisher,
    website,
    logo,
    webhook,
    return: returns,
    tunnelReturn,
    alias,
    tester,
  });
  const fields = readAppFields(Object.fromEntries(texts.filter(([, value]) => value !== undefined)));
  return fields.ok ? ok({ change: { ...fields.change, ...flagsOf(given) } }) : fields;
}

function readAdd(id: string, given: AppOptions & Flags, json: boolean): Read<AppsCommand> {
  const read = readChange(given);
  if (!read.ok) return read;
  return ok({ command: { verb: "add", id, change: { ...read.change, name: read.change.name ?? "" }, json } });
}

function readEdit(id: string, given: AppOptions & Flags, json: boolean): Read<AppsCommand> {
  const read = readChange(given);
  if (!read.ok) return read;
  const secret = given.newWebhookSecret && { newWebhookSecret: true as const };
  return Object.keys(read.change).length || secret
    ? ok({ command: { verb: "edit", id, change: read.change, ...secret, json } })
    : failure("edit needs at least one option (see edit --help).");
}

const KNOWN_IDS = KNOWN_APPS.map(({ id }) => id).join(", ");

function readAddKnown(ids: string[], json: boolean): Read<AppsCommand> {
  const unknown = ids.find((id) => !knownApp(id));
  if (unknown !== undefined) return failure(`${unknown} is not known here: ${KNOWN_IDS} are. Use add.`);
  return ok({ command: { verb: "add-known", apps: ids.flatMap((id) => knownApp(id) ?? []), json } });
}

function defineEdit(edit: Command): Command {
  return withFields(edit.argument("<id>", "of the app", appId).option(...NAME))
    .addOption(denial("verified", "the warning again").conflicts("verified"))
    .addOption(denial("development", "everybody may use it").conflicts("development"))
    .addOption(denial("pkce", "start URLs without a code challenge are good again").conflicts("pkce"))
    .option("--enable", "it can start and finish again")
    .addOption(denial("webhook", "its server is told no more").conflicts(["webhook", "newWebhookSecret"]))
    .option("--new-webhook-secret", "make a new signing secret; the old one ends at once")
    .addHelpText(
      "after",
      `
--return and --tester replace the whole list, and so do --alias and --tunnel-return
("none" empties it); an empty --publisher, --website or --logo takes the value away.`,
    );
}

/**
 * Reads the command line of `npm run apps`. Changes and asks nothing.
 * @returns `error` is one sentence a line for the person who typed it
 */
export function parseAppsCommand(args: string[]): Read<AppsCommand | Help> {
  return readCommandLine<AppsCommand>("npm run apps --", args, (program, answer) => {
    program
      .description("Registers apps. Works while the portal runs; changes count from the next page on.")
      .option("--json", "with every command: print what is registered as JSON")
      .configureHelp({ showGlobalOptions: true });
    const json = () => program.opts<{ json?: true }>().json ?? false;
    withFields(program.command("add").description("register an app").argument("<id>", "of the app", appId))
      .requiredOption(...NAME)
      .action((id: string, given: AppOptions & Flags) => answer(readAdd(id, given, json())));
    defineEdit(program.command("edit").description("change what is given, leave the rest")).action(
      (id: string, given: AppOptions & Flags) => answer(readEdit(id, given, json())),
    );
    program
      .command("add-known")
      .description(`register apps that people can tell this portal's address (${KNOWN_IDS}), or add what they lack`)
      .argument("<ids...>", "of the apps")
      .action((ids: string[]) => answer(readAddKnown(ids, json())));
    const ofApp = (verb: "disable" | "deliveries", description: string) =>
      program
        .command(verb)
        .description(description)
        .argument("<id>", "of the app", appId)
        .action((id: string) => answer(ok({ command: { verb, id, json: json() } })));
    ofApp("disable", "the app cannot start or finish any more; edit ID --enable undoes it");
    program
      .command("list")
      .description("show all apps")
      .action(() => answer(ok({ command: { verb: "list", json: json() } })));
    ofApp("deliveries", "the latest webhooks of an app, and what became of them");
    program
      .command("redeliver")
      .description("send one of them again")
      .argument("<message>", "its id (see deliveries)", messageId)
      .action((id: string) => answer(ok({ command: { verb: "redeliver", messageId: id, json: json() } })));
  });
}
