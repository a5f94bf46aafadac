import { isRecentlyAuthenticated } from "@/lib/accounts/signed-in-store";
import { writeAuditLog } from "@/lib/audit-log/audit-log-store";
import { exportAccount } from "@/lib/endings/account-export-store";
import { seeOther } from "@/lib/http/see-other";
import { currentVisit, reauthenticateFirst, signInFirst } from "@/lib/web/account-request";
import { requestAddress } from "@/lib/web/request-address";
import { serverFault } from "@/lib/web/server-fault";

/** Everything that is kept about the person, as JSON: a file, or (`show`) a page where web views save no files. */
export async function GET(request: Request): Promise<Response> {
  try {
    const visit = await currentVisit();
    if (!visit || !isRecentlyAuthenticated(visit.session))
      return seeOther((visit ? reauthenticateFirst : signInFirst)("/account/data"));
    const data = await exportAccount(visit.user.id);
    await writeAuditLog({ userId: visit.user.id, kind: "data_downloaded", address: requestAddress(request.headers) });
    const inline = new URL(request.url).searchParams.get("show") === "1";
    return new Response(JSON.stringify(data, undefined, 2), {
      headers: {
        "Content-Type": "application/json; charset=utf-8",
        "Cache-Control": "no-store",
        "Content-Disposition": inline ? "inline" : 'attachment; filename="my-data.json"',
      },
    });
  } catch (error) {
    return await serverFault(error);
  }
}
