import { seeOther } from "@/lib/http/see-other";
import { isPublicId } from "@/lib/printers/public-id";
import { sendCodeToPrinter } from "@/lib/printers/send-code-to-printer";
import { formSender } from "@/lib/web/browser-proof";
import { readForm } from "@/lib/web/form-data";
import { serverFault } from "@/lib/web/server-fault";

/** Shows a linking code on the printer's own screen. The answer is the same whether there is such a printer or not. */
export async function POST(request: Request): Promise<Response> {
  try {
    const publicId = new URL(request.url).searchParams.get("printerid") ?? "";
    if (!isPublicId(publicId)) return seeOther("/getstarted");
    const limit = await sendCodeToPrinter(publicId, await formSender(request.headers, await readForm(request)));
    const outcome: Record<string, string> = limit.ok
      ? { sent: "1" }
      : { error: "too_many", retry: String(limit.retryAfterSeconds) };
    return seeOther(`/getstarted?${new URLSearchParams({ printerid: publicId, ...outcome })}`);
  } catch (error) {
    return serverFault(error);
  }
}
