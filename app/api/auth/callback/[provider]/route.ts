import { identityProvider } from "@/lib/accounts/identities/identity-providers";
import { seeOther } from "@/lib/http/see-other";
import { finishProviderSignIn } from "@/lib/web/finish-provider-sign-in";
import { readForm } from "@/lib/web/form-data";
import { serverFault } from "@/lib/web/server-fault";

type Context = { params: Promise<{ provider: string }> };

/** Where an identity provider sends people back to. */
export async function GET(request: Request, { params }: Context): Promise<Response> {
  try {
    const provider = identityProvider((await params).provider);
    return provider ? await finishProviderSignIn(request, provider) : new Response(null, { status: 404 });
  } catch (error) {
    return await serverFault(error);
  }
}

/**
 * Apple posts its answer from its own page, and such a post carries none of our cookies. The same answer asked for with
 * GET carries them, so it is sent round: no cookie of ours has to be open to posts from elsewhere.
 */
export async function POST(request: Request, { params }: Context): Promise<Response> {
  try {
    const field = await readForm(request);
    const answer = Object.fromEntries(
      ["code", "state", "error", "iss"].flatMap((name) => (field(name) ? [[name, field(name)]] : [])),
    );
    return seeOther(`/api/auth/callback/${encodeURIComponent((await params).provider)}?${new URLSearchParams(answer)}`);
  } catch (error) {
    return await serverFault(error);
  }
}
