import { StartErrorPage } from "@/components/journey/start-error";
import { Missing } from "@/components/page/missing";
import { show } from "@/components/page/show";
import { openTunnelStart } from "@/lib/journey/read/open-tunnel-start";
import { log } from "@/lib/observability/log";
import { rawQuery } from "@/lib/web/raw-query";
import { servePage } from "@/lib/web/serve-page";

/** What is wrong with the start URL of an app that takes a server's address. A good one never comes here by GET. */
async function tunnelStart() {
  const opened = await openTunnelStart(rawQuery());
  if (opened.ok) return show(<Missing />, { status: 404 });
  log.warn({ appId: opened.error.app?.id, why: opened.error.reason }, "start refused");
  return show(<StartErrorPage error={opened.error} />);
}

export const getServerSideProps = servePage(tunnelStart);
export { default } from "@/components/page/no-hydration";
