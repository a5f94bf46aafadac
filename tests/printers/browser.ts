import { ask } from "@/tests/support/portal";

type Field = { type: string; name: string; value: string; checked: boolean };
type PageForm = { action: string; method: string; fields: Field[]; buttons: string[] };

export type Page = { url: string; status: number; step: string | undefined; html: string; forms: PageForm[] };

const unescape = (text: string) =>
  text
    .replaceAll("&quot;", '"')
    .replaceAll("&#x27;", "'")
    .replaceAll("&#39;", "'")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
const attribute = (tag: string, name: string) => {
  const found = new RegExp(`\\s${name}(?:="([^"]*)")?(?=[\\s/>])`, "i").exec(tag);
  return found ? unescape(found[1] ?? "") : undefined;
};
const textOf = (html: string) => unescape(html.replace(/<[^>]*>/g, "")).trim();

function formsOf(html: string): PageForm[] {
  return [...html.matchAll(/<form\b[^>]*>[\s\S]*?<\/form>/gi)].map(([form]) => {
    const fields = [...form.matchAll(/<input\b[^>]*>/gi)].map(([tag]) => ({
      type: attribute(tag, "type") ?? "text",
      name: attribute(tag, "name") ?? "",
      value: attribute(tag, "value") ?? (/type="(checkbox|radio)"/i.test(tag) ? "on" : ""),
      checked: attribute(tag, "checked") !== undefined,
    }));
    return {
      action: attribute(form, "action") ?? "",
      method: (attribute(form, "method") ?? "get").toLowerCase(),
      fields,
      buttons: buttonsOf(form, attribute(/^<form\b[^>]*>/i.exec(form)?.[0] ?? "", "id"), html),
    };
  });
}

/** Its own, and those elsewhere in the page that name it, as the bar's do. */
function buttonsOf(form: string, id: string | undefined, html: string): string[] {
  const all = (text: string) => [...text.matchAll(/(<button\b[^>]*>)([\s\S]*?)<\/button>/gi)];
  const inside = all(form).filter(([, tag = ""]) => attribute(tag, "form") === undefined);
  const naming = id === undefined ? [] : all(html).filter(([, tag = ""]) => attribute(tag, "form") === id);
  return [...inside, ...naming].map(([, , text]) => textOf(text ?? ""));
}

/** A browser without JavaScript: cookies, redirects, and forms as the page has them. */
export type Browser = {
  open(address: string): Promise<Page>;
  /**
   * Sends the form that has this button.
   * @param input fields by name, others as the page has them
   * @returns the page it led to; a `303` to elsewhere is not followed
   */
  press(page: Page, button: string, input?: Record<string, string>): Promise<Page>;
  /** Those of the portal. */
  cookies(): { name: string; value: string }[];
};

/** Keeps the cookies that answers set. */
class CookieJar {
  private readonly cookies = new Map<string, string>();

  header(): string {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  }

  all(): { name: string; value: string }[] {
    return [...this.cookies].map(([name, value]) => ({ name, value }));
  }

  take(lines: string[] = []): void {
    for (const line of lines) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value && !/max-age=0/i.test(line)) this.cookies.set(name, value);
      else this.cookies.delete(name);
    }
  }
}

/** What a browser sends of a form. @param input fields by name, others as the page has them */
function fillIn({ fields }: PageForm, input: Record<string, string>): URLSearchParams {
  const values = new URLSearchParams();
  for (const { type, name, value, checked } of fields) {
    if (!name) continue;
    const isChoice = type === "radio" || type === "checkbox";
    if (isChoice ? (name in input ? input[name] === value : checked) : !(name in input)) values.set(name, value);
  }
  for (const [name, value] of Object.entries(input))
    if (!fields.some((field) => field.name === name && field.type === "radio")) values.set(name, value);
  return values;
}

function formWith(page: Page, button: string): PageForm {
  const form = page.forms.find(({ buttons }) => buttons.includes(button));
  if (form) return form;
  const others = JSON.stringify(page.forms.flatMap(({ buttons }) => buttons));
  throw new Error(`Step ${page.step ?? page.status}: no button "${button}" but ${others}`);
}

/**
 * @param portal its origin; everything else is only looked at, never opened
 * @param address that a proxy says it has, where the portal trusts one
 */
export function openBrowser(portal: string, address?: string): Browser {
  const { host, port } = new URL(portal);
  const jar = new CookieJar();

  const go = async (target: string, body?: string): Promise<Page> => {
    const url = new URL(target, portal);
    const headers: Record<string, string> = { Cookie: jar.header(), Accept: "text/html" };
    if (address) headers["X-Forwarded-For"] = address;
    if (body !== undefined)
      Object.assign(headers, { "Content-Type": "application/x-www-form-urlencoded", Origin: portal });
    const answer = await ask(Number(port), `${url.pathname}${url.search}`, {
      method: body === undefined ? "GET" : "POST",
      host,
      headers,
      ...(body !== undefined && { body }),
    });
    jar.take(answer.headers["set-cookie"]);
    const { location } = answer.headers;
    if (answer.status >= 300 && answer.status < 400 && location) {
      const next = new URL(location, url);
      // The completion page gets the values in its address: that is where the journey ends.
      const isEnd = next.origin !== portal || next.searchParams.has("success");
      return isEnd ? { url: next.href, status: answer.status, step: undefined, html: "", forms: [] } : go(next.href);
    }
    return {
      url: url.href,
      status: answer.status,
      step: /<main[^>]*data-step="([^"]+)"/.exec(answer.body)?.[1],
      html: answer.body,
      forms: formsOf(answer.body),
    };
  };

  return {
    cookies: () => jar.all(),
    open: (address) => go(address),
    press: (page, button, input = {}) => {
      const form = formWith(page, button);
      const values = fillIn(form, input);
      const target = new URL(form.action, page.url);
      if (form.method === "post") return go(target.href, values.toString());
      for (const [name, value] of values) target.searchParams.set(name, value);
      return go(target.href);
    },
  };
}
