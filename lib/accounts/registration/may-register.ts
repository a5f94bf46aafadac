/** Who may make an account here. */
export type RegistrationRule = {
  /** `invite`: who was invited; `closed`: nobody, invited or not. */
  who: "open" | "invite" | "closed";
  /** Mail domains in lower case whose addresses need no invitation; with `open`, none means all. */
  domains: readonly string[];
};

const domainOf = (email: string) => email.slice(email.lastIndexOf("@") + 1);

/** Whether anybody may make an account. Pure. */
export const isOpenToAll = ({ who, domains }: RegistrationRule): boolean => who === "open" && domains.length === 0;

/** Whether an address without an account may make one. Pure. @param email as accounts have it */
export function mayRegister(rule: RegistrationRule, email: string, isInvited: boolean): boolean {
  if (rule.who === "closed") return false;
  return isInvited || isOpenToAll(rule) || rule.domains.includes(domainOf(email));
}
