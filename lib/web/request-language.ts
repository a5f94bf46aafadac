import type { IncomingMessage } from "node:http";
import { queryParameter } from "@/lib/journey/read/start-parameters";
import { noteLanguage } from "@/lib/messages/locale";
import { languageCookieName } from "@/lib/web/language-cookie";
import { browserCookie } from "@/lib/web/sent-request";

/**
 * Notes what a request itself says of the language that its answer is read in; account and journey have their say when
 * they are read.
 */
export const noteRequestLanguage = (request: IncomingMessage, query = ""): void =>
  noteLanguage({
    chosen: browserCookie(languageCookieName()),
    asked: queryParameter(query, "ui_locales"),
    accepted: request.headers["accept-language"],
  });
