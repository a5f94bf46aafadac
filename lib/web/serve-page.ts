import type { GetServerSideProps } from "next";
import type { ReactElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { faultPage } from "@/lib/http/plain-page";
import { recordFault } from "@/lib/observability/record-fault";
import { requestNonce } from "@/lib/web/request-nonce";
import { sentHeaders } from "@/lib/web/sent-request";

/** What is asked of a page: its place in the path. */
export type Asked = { params: Record<string, string | string[] | undefined> };

/** What came of it: a whole document, or where else to go. */
export type Served = { document: ReactElement; status?: number } | { to: string };

/**
 * A page that is markup and nothing else: read, rendered and sent, without the framework's runtime in the browser. What
 * it imports stays on the server, since the framework takes `getServerSideProps` out of what it builds for browsers.
 */
export const servePage =
  (read: (asked: Asked) => Promise<Served>): GetServerSideProps =>
  async ({ req, res, params = {} }) => {
    const send = (status: number, html: string) => {
      res.writeHead(status, {
        "Content-Type": "text/html; charset=utf-8",
        "Cache-Control": "private, no-store",
        "Content-Length": Buffer.byteLength(html),
      });
      res.end(html);
    };
    try {
      const served = await read({ params });
      if ("to" in served)
        res.writeHead(req.method === "POST" ? 303 : 307, { Location: served.to, "Cache-Control": "no-store" }).end();
      else send(served.status ?? 200, `<!DOCTYPE html>${renderToStaticMarkup(served.document)}`);
    } catch (error) {
      send(500, faultPage(recordFault(error), requestNonce(sentHeaders()), true));
    }
    return { props: {} };
  };
