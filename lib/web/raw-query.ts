import { headers } from "next/headers";
import { RAW_QUERY_HEADER } from "@/lib/http/portal-path";

/** For pages: everything behind the question mark, as sent. */
export async function rawQuery(): Promise<string> {
  return (await headers()).get(RAW_QUERY_HEADER) ?? "";
}
