import { postAccount } from "@/lib/web/account-request";
import { forgetKeys } from "@/lib/web/recovery-keys-cookie";
import { seeOther } from "@/lib/http/see-other";

/** "I have saved them": nothing shows the recovery keys again. */
export function POST(request: Request): Promise<Response> {
  return postAccount(request, "/account/security/second-factor", async () => {
    await forgetKeys();
    return seeOther("/account/security");
  });
}
