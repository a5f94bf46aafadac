import { answerAction, answerPoll } from "@/lib/web/answer-action";

type Context = { params: Promise<{ step: string; action: string }> };

/** Every action of every step: `ACTIONS` says which there are. */
export const POST = async (request: Request, { params }: Context): Promise<Response> =>
  answerAction(request, await params);

/** What open pages ask from time to time. */
export const GET = async (request: Request, { params }: Context): Promise<Response> =>
  answerPoll(request, await params);
