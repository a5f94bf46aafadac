import { getLogo } from "@/lib/apps/logo/get-logo";
import { readLogoAddress } from "@/lib/apps/logo/logo-address";
import { monogram } from "@/lib/apps/logo/monogram";
import { days, minutes } from "@/lib/clock";
import { requestAddress } from "@/lib/web/request-address";
import { serverFault } from "@/lib/web/server-fault";

const picture = (body: BodyInit, type: string, maxAgeMs: number) =>
  new Response(body, {
    headers: {
      "Content-Type": type,
      "Cache-Control": `private, max-age=${maxAgeMs / 1000}`,
      "X-Content-Type-Options": "nosniff",
      "Content-Security-Policy": "default-src 'none'; sandbox",
    },
  });

/** An app's picture, fetched and drawn anew by our server, or its monogram. Only addresses that we signed. */
export async function GET(request: Request): Promise<Response> {
  try {
    const order = readLogoAddress(new URL(request.url).searchParams);
    if (!order) return new Response(null, { status: 404 });
    const { url, letter, appId, registered } = order;
    const got = url ? await getLogo(url, { appId, registered, client: requestAddress(request.headers) }) : undefined;
    if (got && got !== "limited" && "png" in got) return picture(got.png, "image/png", days(1));
    // Where a picture was wanted, the next page asks again soon.
    return picture(monogram(letter), "image/svg+xml", url ? minutes(1) : days(1));
  } catch (error) {
    return serverFault(error);
  }
}
