import { headers } from "next/headers";

/** Header in which server.ts hands on the query exactly as it was sent; Next's own parsing loses bytes of it. */
export const RAW_QUERY_HEADER = "x-raw-query";

/** For pages: everything behind the question mark, as sent. */
export async function rawQuery(): Promise<string> {
  return (await headers()).get(RAW_QUERY_HEADER) ?? "";
}
