/**
 * The redirect after a post: 303, so that the browser asks with GET and sends no body on (RFC 9700 4.12).
 * @param location path on this origin or validated completion URL, taken as it is: custom schemes keep every byte
 */
export function seeOther(location: string): Response {
  return new Response(null, { status: 303, headers: { Location: location, "Cache-Control": "no-store" } });
}
