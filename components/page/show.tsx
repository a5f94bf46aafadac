import type { ReactElement } from "react";
import { Document } from "@/components/page/document";
import { requestNonce } from "@/lib/web/request-nonce";
import { sentHeaders } from "@/lib/web/sent-request";
import type { Served } from "@/lib/web/serve-page";

/** A screen as an answer. @param status 200 unless said */
export const show = (screen: ReactElement, { status }: { status?: number } = {}): Served => ({
  document: <Document nonce={requestNonce(sentHeaders())}>{screen}</Document>,
  ...(status !== undefined && { status }),
});
