/** Header in which server.ts hands on the query exactly as it was sent; Next's own parsing loses bytes of it. */
export const RAW_QUERY_HEADER = "x-raw-query";
