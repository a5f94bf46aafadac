import {
  answerAgentPrinter,
  answerGCodeFile,
  answerNozzleCamera,
  answerPrinterEvent,
  answerPrinterExtension,
  LARGEST_NAME_BODY,
  nameAgentPrinter,
} from "@/lib/printers/agents/answer-agent-calls";
import { answerPicture, endPicture, passPictureBy } from "@/lib/printers/agents/answer-picture";
import { answerUnlinked, LARGEST_UNLINKED_BODY } from "@/lib/printers/agents/answer-unlinked";
import { answerVerify } from "@/lib/printers/agents/answer-verify";
import type { Api } from "@/lib/server/answer-api";

const KILOBYTE = 1024;

/** Agents know plain HTTP only, and go on after a 500. */
const limits = (bodyBytes: number) => ({ bodyBytes, tooLarge: 413, fault: 500 });

/** Klipper's agent sends pictures of up to seven megabytes. */
const PICTURE = limits(8 * KILOBYTE * KILOBYTE);

/** A call that is answered by its token alone. */
const byToken = (methods: string[], answer: NonNullable<Api["answerEarly"]>): Api => ({
  methods,
  answerEarly: answer,
  // Not reached: it was answered before its body.
  answer: () => Promise.resolve({ status: 200, body: {} }),
  limits: PICTURE,
});

/** The same question in another spelling, as behind a proxy that adds to its address. */
const answerSpelledOtherwise: Api["answer"] = ({ body, address }) => Promise.resolve(answerUnlinked(body, address));

/** The calls of Obico's agents: the addresses are theirs (docs/coming-from-obico.md#what-an-agent-calls). */
export const AGENT_APIS: Record<string, Api> = {
  // As agents spell it, it is answered before (answer-polling-agent.ts).
  "/api/v1/octo/unlinked": { methods: ["POST"], answer: answerSpelledOtherwise, limits: limits(LARGEST_UNLINKED_BODY) },
  "/api/v1/octo/verify": { methods: ["POST"], answer: answerVerify, limits: limits(KILOBYTE) },
  "/api/v1/octo/printer": {
    methods: ["GET", "PATCH"],
    answerEarly: answerAgentPrinter,
    answer: nameAgentPrinter,
    limits: limits(LARGEST_NAME_BODY),
  },
  "/api/v1/octo/pic": {
    methods: ["POST"],
    answerEarly: passPictureBy,
    answer: answerPicture,
    over: endPicture,
    limits: PICTURE,
  },
  "/api/v1/octo/g_code_files": byToken(["POST"], answerGCodeFile),
  "/api/v1/octo/printer_events": byToken(["POST"], answerPrinterEvent),
};

const EXTENSION = byToken(["GET"], answerPrinterExtension);
const NOZZLE_CAMERA = byToken(["POST"], answerNozzleCamera);

/** The call of an agent that a path means. @param path lower case below `/api`, no slash at its end */
export function findAgentApi(path: string): Api | undefined {
  if (Object.hasOwn(AGENT_APIS, path)) return AGENT_APIS[path];
  if (/^\/ent\/api\/printers\/[^/]{1,100}\/ext$/.test(path)) return EXTENSION;
  return path.startsWith("/ent/api/nozzle_cam/") ? NOZZLE_CAMERA : undefined;
}
