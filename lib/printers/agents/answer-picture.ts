import type { ApiAnswer, ApiCall } from "@/lib/http/api-call";
import { authorizeAgent } from "@/lib/printers/agents/authorize-agent";

const done = (): ApiAnswer => ({ status: 200, body: {} });

/**
 * `POST /api/v1/octo/pic/`, before its body is read: agents send pictures while they print whether or not anybody wants
 * one. One that nobody waits for goes by unread.
 * @returns undefined when its body is to be read
 */
export async function refusePicture(call: Omit<ApiCall, "body">): Promise<ApiAnswer | undefined> {
  const authorized = await authorizeAgent(call);
  if ("answer" in authorized) return authorized.answer;
  return done();
}

/** The picture that somebody waits for. */
export function answerPicture(): Promise<ApiAnswer> {
  return Promise.resolve(done());
}
