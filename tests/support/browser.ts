/** What a page answered, and where it sends one. */
export type Page = { url: string; status: number; headers: Headers; body: string; location: string | undefined };

/** A browser without a screen: cookies a host, redirects only when asked to follow them. */
export class TestBrowser {
  private readonly jars = new Map<string, Map<string, string>>();

  constructor(
    readonly origin: string,
    readonly userAgent = "test",
  ) {}

  private jar(url: URL): Map<string, string> {
    const jar = this.jars.get(url.host) ?? new Map<string, string>();
    this.jars.set(url.host, jar);
    return jar;
  }

  /** The cookies for the portal, to look at and to take away. */
  get cookies(): Map<string, string> {
    return this.jar(new URL(this.origin));
  }

  private async ask(target: string, init: RequestInit): Promise<Page> {
    const url = new URL(target, this.origin);
    const jar = this.jar(url);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
    const response = await fetch(url, {
      ...init,
      redirect: "manual",
      headers: {
        "User-Agent": this.userAgent,
        ...(cookie && { Cookie: cookie }),
        ...(init.headers as Record<string, string>),
      },
    });
    for (const header of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(header) ?? [];
      if (value === "" || /max-age=0|expires=thu, 01 jan 1970/i.test(header)) jar.delete(name);
      else jar.set(name, value);
    }
    const location = response.headers.get("location") ?? undefined;
    return {
      url: url.href,
      status: response.status,
      headers: response.headers,
      body: await response.text(),
      location: location && new URL(location, url).href,
    };
  }

  get(target: string): Promise<Page> {
    return this.ask(target, {});
  }

  post(target: string, fields: Record<string, string> = {}, headers: Record<string, string> = {}): Promise<Page> {
    const { origin } = new URL(target, this.origin);
    return this.ask(target, {
      method: "POST",
      body: new URLSearchParams(fields),
      headers: { Origin: origin, ...headers },
    });
  }

  /** Follows redirects with GET. @param until stops before an address that matches */
  async follow(page: Page, until?: RegExp): Promise<Page> {
    let at = page;
    for (let hop = 0; hop < 15 && at.location && !(until?.test(at.location) ?? false); hop++)
      at = await this.get(at.location);
    return at;
  }
}

/** The journey's id in an address. */
export const sessionIn = (url: string | undefined): string =>
  new URL(url ?? "http://nowhere").searchParams.get("session") ?? "";
