import type { ServerResponse } from "node:http";
import { faultPage, plainPage } from "@/lib/http/plain-page";

const PLAIN_NONCE = "plain";

/** Answers with the page of a fault. @param reference that finds it in the log */
export const answerFault = (response: ServerResponse, reference: string) =>
  answerHtml(response, 500, faultPage(reference, PLAIN_NONCE));

function answerHtml(response: ServerResponse, status: number, html: string): void {
  const policy = `default-src 'none'; style-src 'nonce-${PLAIN_NONCE}'; frame-ancestors 'none'`;
  response.writeHead(status, {
    "Content-Type": "text/html; charset=utf-8",
    "Cache-Control": "no-store",
    "Content-Security-Policy": policy,
    Connection: "close",
  });
  response.end(html);
}

/** Answers with a page of one sentence. */
export const answerPlainly = (response: ServerResponse, status: number, title: string, lead: string) =>
  answerHtml(response, status, plainPage({ title, lead, nonce: PLAIN_NONCE }));
