import { seeOther } from "@/lib/http/see-other";
import { withQuery } from "@/lib/http/with-query";
import { openStartUrl } from "@/lib/journey/read/open-start-url";
import { PORTAL_PATH } from "@/lib/journey/urls/step-url";
import { askedLanguage } from "@/lib/messages/locale";
import { beginJourney } from "@/lib/web/begin-journey";
import { rawQuery } from "@/lib/web/raw-query";
import { serverFault } from "@/lib/web/server-fault";

/** "Get started" of a start URL. */
export async function POST(request: Request): Promise<Response> {
  try {
    const query = await rawQuery();
    const opened = await openStartUrl(query);
    if (!opened.ok) return seeOther(`${PORTAL_PATH}?${query}`);
    const { app, returnUrl, parameters } = opened.start;
    const journey = {
      goal: "app" as const,
      appId: app.id,
      returnUrl,
      publicId: parameters.printerId ?? null,
      appLogoUrl: parameters.appLogoUrl ?? null,
      apiKeyAppName: parameters.octoPrintApiKeyAppName ?? null,
      state: parameters.state ?? null,
      uiLocale: askedLanguage(parameters.ui_locales) ?? null,
      answer: parameters.answer ?? ("connection" as const),
      codeChallenge: parameters.code_challenge ?? null,
    };
    const back = (error: Record<string, string | undefined>) => withQuery(`${PORTAL_PATH}?${query}`, error);
    return await beginJourney(request, journey, { first: "authorize", back });
  } catch (error) {
    return serverFault(error);
  }
}
