import { isPictureWanted, offerPicture } from "@/lib/gateway/agents/pictures";
import type { ApiAnswer, ApiCall } from "@/lib/http/api-call";
import { t } from "@/lib/messages/messages";
import type { AgentPrinter } from "@/lib/printers/agents/agent-token-store";
import { authorizeAgent } from "@/lib/printers/agents/authorize-agent";
import { readFormFile } from "@/lib/printers/agents/read-form-file";
import { shared } from "@/lib/shared";

/** Bodies of eight megabytes that are read at once: of each printer one, of each account a few. */
const MOST_AT_ONCE = 16;
const MOST_OF_ACCOUNT = 4;

type Call = Omit<ApiCall, "body">;

/** Whose picture is being read, and the calls that read them. */
const reading = () => shared("agent-pictures-read", () => new Map<string, string | null>());
const readers = () => shared("agent-picture-readers", () => new WeakMap<Call, string>());

function beginReading(call: Call, { publicId, ownerId }: AgentPrinter): boolean {
  const places = reading();
  const ofAccount = [...places.values()].filter((owner) => owner === ownerId).length;
  if (places.has(publicId) || places.size >= MOST_AT_ONCE || ofAccount >= MOST_OF_ACCOUNT) return false;
  places.set(publicId, ownerId);
  readers().set(call, publicId);
  return true;
}

/** A call is over, however it ended: its place is another's. */
export function endPicture(call: Call): void {
  const publicId = readers().get(call);
  if (publicId !== undefined) reading().delete(publicId);
}

const done = (): ApiAnswer => ({ status: 200, body: {} });

/**
 * `POST /api/v1/octo/pic/`, before its body is read: agents send pictures while they print whether or not anybody wants
 * one. One that nobody waits for goes by unread.
 * @returns undefined when its body is to be read
 */
export async function passPictureBy(call: Call): Promise<ApiAnswer | undefined> {
  const authorized = await authorizeAgent(call);
  if ("answer" in authorized) return authorized.answer;
  const { agent } = authorized;
  return isPictureWanted(agent.publicId) && beginReading(call, agent) ? undefined : done();
}

/** The picture that somebody waits for. 400: there is none in it. */
export async function answerPicture(call: ApiCall): Promise<ApiAnswer> {
  const authorized = await authorizeAgent(call);
  if ("answer" in authorized) return authorized.answer;
  const { publicId } = authorized.agent;
  const picture = readFormFile(call.headers["content-type"] ?? "", call.body, "pic");
  if (!picture) return { status: 400, body: { detail: t("api.agentPicture") } };
  offerPicture(publicId, picture);
  return done();
}
