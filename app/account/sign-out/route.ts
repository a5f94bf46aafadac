import { seeOther } from "@/lib/http/see-other";
import { serverFault } from "@/lib/web/server-fault";
import { signOutHere } from "@/lib/web/sign-out-here";

/** "Sign out": ends this browser's session. */
export async function POST(request: Request): Promise<Response> {
  try {
    await signOutHere(request.headers);
    return seeOther("/account");
  } catch (error) {
    return await serverFault(error);
  }
}
