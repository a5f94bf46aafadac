import { databaseAnswers } from "@/lib/db/database-answers";
import type { ApiAnswer } from "@/lib/http/api-call";
import type { Api } from "@/lib/server/answer-api";

const WELL: ApiAnswer = { status: 200, body: { ok: true } };
const notNow = (reason: string): ApiAnswer => ({
  status: 503,
  body: { ok: false },
  headers: { "Retry-After": "5" },
  reason,
});

/** Answered before anything else is asked, the database included. */
const health = (answerEarly: () => Promise<ApiAnswer>): Api => ({
  methods: ["GET"],
  answerEarly,
  answer: answerEarly,
});

/**
 * For those who watch over a server, such as a load balancer: `live` while the process answers at all, `ready` while it
 * takes new work. Why not is in the log.
 * @param isDraining it was told to stop
 */
export const healthApis = (isDraining: () => boolean): Record<string, Api> => ({
  "/api/health/live": health(() => Promise.resolve(WELL)),
  "/api/health/ready": health(async () => {
    if (isDraining()) return notNow("draining");
    return (await databaseAnswers()) ? WELL : notNow("database");
  }),
});
