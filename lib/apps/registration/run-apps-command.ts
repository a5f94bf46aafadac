import { changeApp, createApp, getApp, listApps, type RegisteredApp } from "@/lib/apps/app-store";
import { registerKnownApp } from "@/lib/apps/known/register-known-app";
import { describeApp } from "@/lib/apps/registration/describe-app";
import { describeDeliveries } from "@/lib/apps/registration/describe-deliveries";
import { giveWebhookKey } from "@/lib/apps/registration/give-webhook-key";
import type { AppsCommand } from "@/lib/apps/registration/parse-apps-command";
import { takenAlias } from "@/lib/apps/taken-alias";
import { failure, ok, type Result } from "@/lib/result";
import { listDeliveries, redeliverMessage } from "@/lib/webhooks/webhook-store";

type Done = Result<{ text: string }, string>;

const DONE = { add: "Registered", edit: "Changed", disable: "Disabled" };

const asJson = (value: unknown) => ok({ text: `${JSON.stringify(value, null, 2)}\n` });
const unknownApp = (id: string) => failure(`There is no app ${id}.`);

async function carryOut(
  command: Extract<AppsCommand, { verb: "add" | "edit" | "disable" }>,
): Promise<Result<{ app: RegisteredApp; secret: string | undefined }, string>> {
  const { verb, id } = command;
  if (verb === "disable") {
    const app = await changeApp(id, { enabled: false });
    return app ? ok({ app, secret: undefined }) : unknownApp(id);
  }
  const taken = await takenAlias(id, command.change.aliases ?? []);
  if (taken) return failure(`${taken} Nothing was changed.`);
  if (verb === "add") {
    const given = await giveWebhookKey(id, command.change, false);
    if (!given.ok) return given;
    const app = await createApp(id, given.change);
    return app
      ? ok({ app, secret: given.secret })
      : failure(`There is an app ${id} already; nothing was changed. Use edit to change it.`);
  }
  if (!(await getApp(id))) return unknownApp(id);
  const given = await giveWebhookKey(id, command.change, command.newWebhookSecret ?? false);
  if (!given.ok) return given;
  const app = await changeApp(id, given.change);
  return app ? ok({ app, secret: given.secret }) : unknownApp(id);
}

async function showDeliveries(id: string, json: boolean): Promise<Done> {
  if (!(await getApp(id))) return unknownApp(id);
  const deliveries = await listDeliveries(id);
  return json ? asJson(deliveries) : ok({ text: `${describeDeliveries(deliveries)}\n` });
}

async function showApps(json: boolean): Promise<Done> {
  const apps = await listApps();
  return json ? asJson(apps) : ok({ text: `${apps.map(describeApp).join("\n\n") || "No app is registered."}\n` });
}

/** Each by itself: one that cannot be registered stops those behind it, and none is undone. */
async function addKnown({ apps, json }: Extract<AppsCommand, { verb: "add-known" }>): Promise<Done> {
  const added: RegisteredApp[] = [];
  for (const known of apps) {
    const registered = await registerKnownApp(known);
    if (!registered.ok) return registered;
    added.push(registered.app);
  }
  return json ? asJson(added) : ok({ text: `Registered.\n\n${added.map(describeApp).join("\n\n")}\n` });
}

/**
 * Carries out a command on the database.
 * @returns `text` for standard output; a webhook's signing secret is in it once, when it is made. `error` is a
 * sentence: the id is taken, or there is none such
 */
export async function runAppsCommand(command: AppsCommand): Promise<Done> {
  const { json } = command;
  if (command.verb === "list") return showApps(json);
  if (command.verb === "deliveries") return showDeliveries(command.id, json);
  if (command.verb === "redeliver") {
    const { messageId } = command;
    if (!(await redeliverMessage(messageId)))
      return failure(`There is no message ${messageId}; messages are kept for 30 days.`);
    return json ? asJson({ id: messageId, state: "waiting" }) : ok({ text: `${messageId} is sent again.\n` });
  }
  if (command.verb === "add-known") return addKnown(command);
  const done = await carryOut(command);
  if (!done.ok) return done;
  const { app, secret } = done;
  if (json) return asJson({ ...app, ...(secret && { webhookSecret: secret }) });
  const shown = secret ? `\nThe signing secret of its webhook, shown this once:\n\n  ${secret}\n` : "";
  return ok({ text: `${DONE[command.verb]}.\n\n${describeApp(app)}\n${shown}` });
}
