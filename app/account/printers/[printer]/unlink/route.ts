import { postAccount } from "@/lib/web/account-request";
import { seeOther } from "@/lib/http/see-other";
import { removePrinter } from "@/lib/endings/remove-printer";

/** "Remove printer": takes it out of the account, with everything that reaches it through us. */
export async function POST(request: Request, { params }: { params: Promise<{ printer: string }> }): Promise<Response> {
  const { printer } = await params;
  return postAccount(request, "/account/printers", async ({ user, address }) => {
    const removed = await removePrinter({ publicId: printer, userId: user.id, address });
    return seeOther(`/account/printers${removed === "nothing" ? "" : `?removed=${removed}`}`);
  });
}
