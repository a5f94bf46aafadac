/** Pages that ask for a sign-in and get the person back. Anything else is refused: no open redirect. */
export function visitPath(path: string): string | undefined {
  return path === "/account" || /^\/view\/[A-Za-z0-9]{40,60}$/.test(path) || /^\/appportal\/v1\/nosupporterperks(\?appid=[\w.%-]{1,200})?$/.test(path) ? path : undefined;
}
