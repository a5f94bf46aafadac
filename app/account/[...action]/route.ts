import { answerAccountAction, answerNoPage } from "@/lib/web/account/answer-account-action";

type Context = { params: Promise<{ action: string[] }> };

/** Every action of the account: `ACCOUNT_ACTIONS` says which there are. */
export const POST = async (request: Request, { params }: Context): Promise<Response> =>
  answerAccountAction(request, (await params).action);

/** What is no page. */
export const GET = async (request: Request, { params }: Context): Promise<Response> =>
  answerNoPage(request, (await params).action);
