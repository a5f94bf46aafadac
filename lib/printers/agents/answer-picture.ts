import { now, seconds } from "@/lib/clock";
import { isPictureWanted, offerPicture } from "@/lib/gateway/agents/pictures";
import type { ApiAnswer, ApiCall } from "@/lib/http/api-call";
import { t } from "@/lib/messages/messages";
import { authorizeAgent } from "@/lib/printers/agents/authorize-agent";
import { shared } from "@/lib/shared";

/** Bodies of eight megabytes that are read at once; of each printer one. */
const MOST_AT_ONCE = 16;
/** A body that is not there by then never comes: its connection was ended. */
const READ_WITHIN_MS = seconds(30);

/** Whose picture is being read, and until when that counts. */
const reading = () => shared("agent-pictures-read", () => new Map<string, number>());

function beginReading(publicId: string): boolean {
  const time = now().getTime();
  const places = reading();
  for (const [other, until] of places) if (until <= time) places.delete(other);
  if (places.has(publicId) || places.size >= MOST_AT_ONCE) return false;
  places.set(publicId, time + READ_WITHIN_MS);
  return true;
}

const done = (): ApiAnswer => ({ status: 200, body: {} });

/**
 * `POST /api/v1/octo/pic/`, before its body is read: agents send pictures while they print whether or not anybody wants
 * one. One that nobody waits for goes by unread.
 * @returns undefined when its body is to be read
 */
export async function passPictureBy(call: Omit<ApiCall, "body">): Promise<ApiAnswer | undefined> {
  const authorized = await authorizeAgent(call);
  if ("answer" in authorized) return authorized.answer;
  const { publicId } = authorized.agent;
  return isPictureWanted(publicId) && beginReading(publicId) ? undefined : done();
}

const BOUNDARY = /^multipart\/form-data\s*;.*\bboundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))/i;
const MOST_PARTS = 20;
const LONGEST_PART_HEAD = 2048;

/** A multipart body of a few parts with short heads: anything else would hold the parser, and everybody, a second. */
function isSmallForm(type: string, body: Buffer): boolean {
  const [, quoted, bare] = BOUNDARY.exec(type) ?? [];
  const boundary = quoted ?? bare;
  if (boundary === undefined) return false;
  let at = body.indexOf(`--${boundary}`);
  for (let parts = 0; at >= 0; parts++) {
    const head = body.indexOf("\r\n\r\n", at);
    if (parts > MOST_PARTS || (head >= 0 && head - at > LONGEST_PART_HEAD)) return false;
    at = body.indexOf(`--${boundary}`, at + boundary.length);
  }
  return true;
}

/** The file of a multipart body (RFC 7578). @returns undefined for a body without one, or that is none */
async function pictureOf({ headers, body }: ApiCall): Promise<Buffer | undefined> {
  const type = headers["content-type"] ?? "";
  if (!isSmallForm(type, body)) return undefined;
  const form = await new Response(new Uint8Array(body), { headers: { "Content-Type": type } })
    .formData()
    .catch(() => undefined);
  const file = form?.get("pic");
  return file instanceof Blob ? Buffer.from(await file.arrayBuffer()) : undefined;
}

/** The picture that somebody waits for. 400: there is none in it. */
export async function answerPicture(call: ApiCall): Promise<ApiAnswer> {
  const authorized = await authorizeAgent(call);
  if ("answer" in authorized) return authorized.answer;
  const { publicId } = authorized.agent;
  const picture = await pictureOf(call);
  reading().delete(publicId);
  if (!picture) return { status: 400, body: { detail: t("api.agentPicture") } };
  offerPicture(publicId, picture);
  return done();
}
