import { postAccount } from "@/lib/web/account-request";
import { seeOther } from "@/lib/http/see-other";
import { isPublicId } from "@/lib/printers/public-id";
import { renamePrinter } from "@/lib/printers/rename-printer";

/** "Save name". */
export async function POST(request: Request, { params }: { params: Promise<{ printer: string }> }): Promise<Response> {
  const { printer } = await params;
  const path = isPublicId(printer) ? `/account/printers/${printer}` : "/account/printers";
  return postAccount(request, path, async ({ user, field, address }) => {
    const renamed = await renamePrinter({ publicId: printer, userId: user.id, name: field("name"), address });
    if (renamed.ok) return seeOther(`${path}?saved=1`);
    return seeOther(renamed.error === "printer_name_missing" ? `${path}?error=${renamed.error}` : path);
  });
}
