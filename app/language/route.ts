import { answerLanguageChoice } from "@/lib/web/choose-language";
import { serverFault } from "@/lib/web/server-fault";

/** The language switch at the end of every page. */
export async function POST(request: Request): Promise<Response> {
  try {
    return await answerLanguageChoice(request);
  } catch (error) {
    return await serverFault(error);
  }
}
