const VISITED = [
  /^\/account(\/[A-Za-z0-9-]{1,64}){0,3}$/,
  /^\/view\/[A-Za-z0-9]{40,60}$/,
  /^\/appportal\/v1\/nosupporterperks(\?appid=[\w.%-]{1,200})?$/,
];

/** Pages that send the person to a sign-in, to which they come back. Anything else is refused: no open redirect. */
export function visitPath(path: string): string | undefined {
  return VISITED.some((pattern) => pattern.test(path)) ? path : undefined;
}
