import { notFound } from "next/navigation";
import { StartErrorPage } from "@/components/journey/start-error";
import { openTunnelStart } from "@/lib/journey/read/open-tunnel-start";
import { log } from "@/lib/observability/log";
import { rawQuery } from "@/lib/web/raw-query";

/** What is wrong with the start URL of an app that takes a server's address. A good one never comes here by GET. */
export default async function TunnelStart() {
  const opened = await openTunnelStart(await rawQuery());
  if (opened.ok) notFound();
  log.warn({ appId: opened.error.app?.id, why: opened.error.reason }, "start refused");
  return <StartErrorPage error={opened.error} />;
}
