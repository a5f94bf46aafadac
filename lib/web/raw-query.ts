import { RAW_QUERY_HEADER } from "@/lib/http/portal-path";
import { sentHeaders } from "@/lib/web/sent-request";

/** For pages: everything behind the question mark, as sent. */
export const rawQuery = (): string => sentHeaders().get(RAW_QUERY_HEADER) ?? "";
