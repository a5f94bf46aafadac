import { ascii, base64 } from "./base64.js";
import type { Connection } from "./connection.js";
import { ConnectionError, errorOf, isRelayStatus, unreachable } from "./errors.js";
import { openWebSocket, platformSockets, type SocketMaker } from "./open-web-socket.js";
import type { Fetch } from "./portal.js";

export type RelayOptions = {
  /** Another one than the platform's. */
  fetch?: Fetch;
  /** Makes WebSockets where the platform has none, or one that cannot send headers, such as Node before 22. */
  webSocket?: SocketMaker;
  /** Which of the credentials are sent; `bearer` unless it is said. */
  use?: "bearer" | "basic";
  /**
   * The printer has a sign-in of its own: `Authorization` is the printer's, ours go in `Relay-Authorization`, and
   * redirects are not followed, since they could carry that to another host.
   */
  printerSignIn?: boolean;
};

/** The header that opens a connection. */
export function authorizationOf(connection: Connection, use: "bearer" | "basic" = "bearer"): string {
  const { basicUser, basicPassword, bearerToken } = connection;
  return use === "bearer" ? `Bearer ${bearerToken}` : `Basic ${base64(ascii(`${basicUser}:${basicPassword}`))}`;
}

/** What the relay says of its fault. */
async function sentenceOf(response: Response): Promise<string> {
  const text = await response.text().catch(() => "");
  try {
    return (JSON.parse(text) as { Error?: string }).Error ?? text;
  } catch {
    return text.slice(0, 300);
  }
}

/** The printer's own web server, reached through a connection. */
export class Relay {
  private readonly ask: Fetch;

  constructor(
    readonly connection: Connection,
    private readonly options: RelayOptions = {},
  ) {
    this.ask = options.fetch ?? ((url, init) => fetch(url, init));
  }

  private get credentials(): Record<string, string> {
    const { printerSignIn, use } = this.options;
    return { [printerSignIn ? "Relay-Authorization" : "Authorization"]: authorizationOf(this.connection, use) };
  }

  /**
   * One request to the printer, as `fetch` does it. Every status but the relay's own faults is the printer's answer,
   * 401 and 500 too.
   * @param path such as `/api/version`
   * @throws ConnectionError with the relay's status, or `unreachable`
   */
  async fetch(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    for (const [name, value] of Object.entries(this.credentials)) headers.set(name, value);
    // Followed to another host, `fetch` takes `Authorization` off by itself, and no other header.
    const redirect = this.options.printerSignIn ? { redirect: "manual" as const } : {};
    const asked = this.ask(this.connection.url + path, { ...init, ...redirect, headers });
    const response = await asked.catch((reason: unknown) => {
      throw unreachable(reason, new URL(this.connection.url).host);
    });
    if (isRelayStatus(response.status)) throw errorOf(response, await sentenceOf(response));
    return response;
  }

  /**
   * Opens a WebSocket to the printer.
   * @param path such as `/sockjs/websocket`
   * @param options `onMessage` takes all messages from the very first on, which one that is set later may miss
   * @returns once it is open
   * @throws ConnectionError with the relay's status, or `handshake_failed` when the printer refused
   */
  async webSocket(
    path: string,
    options: { protocols?: string[]; onMessage?: (event: MessageEvent) => void } = {},
  ): Promise<WebSocket> {
    const { connection, credentials: headers } = this;
    const { protocols = [], onMessage } = options;
    const make = this.options.webSocket ?? platformSockets();
    const opening = { protocols, headers, make, onMessage };
    try {
      return await openWebSocket(connection.url.replace(/^http/, "ws") + path, opening);
    } catch (reason) {
      // Handshakes do not say their status everywhere; a plain GET of the same path does.
      await this.fetch(path).then((response) => response.body?.cancel());
      throw new ConnectionError("handshake_failed", "The printer took no WebSocket.", undefined, undefined, reason);
    }
  }
}
