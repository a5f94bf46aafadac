import { byLowerCaseName, connectionOf, type Connection } from "./connection.js";
import { ConnectionError, errorOf, unreachable } from "./errors.js";
import { startUrl, type StartParameters } from "./start-url.js";

/** What asks: the platform's `fetch`, or one of yours. */
export type Fetch = (url: string, init?: RequestInit) => Promise<Response>;

/** The printer behind a connection. Times are in UTC, `0001-01-01T00:00:00` when not known. */
export type PrinterInfo = {
  PrinterName: string;
  /** LAN address, with `:port` when the port is not 80; empty when not known. */
  PrinterLocalIp: string;
  IsOnline: boolean;
  LastDisconnectTimeUtc: string;
  LastConnectionTimeUtc: string;
  UserFacingPrinterUrl: string;
  PrinterLimits: {
    MaxDownloadFileSizeBytes: number;
    MaxUploadFileSizeBytes: number;
    MaxSingleWebcamStreamLengthSeconds: number;
  };
};

export type GadgetStatus = { State: number; Status: string; StatusColor: string; Rating: number };

type Envelope = { Error?: string; Result?: Record<string, unknown> };

async function envelopeOf(response: Response): Promise<Envelope> {
  try {
    return (await response.json()) as Envelope;
  } catch (reason) {
    throw new ConnectionError("unexpected", "The answer is no JSON.", response.status, undefined, reason);
  }
}

const credentialsOf = (result: object): Connection => {
  const connection = connectionOf(byLowerCaseName(Object.entries(result)));
  if (!connection) throw new ConnectionError("unexpected", "The answer holds no connection.");
  return connection;
};

/** A portal: where people connect your app, and the App APIs. All methods throw ConnectionError. */
export class Portal {
  readonly origin: string;
  private readonly fetch: Fetch;

  /** @param origin such as `https://portal.example` @param options `fetch`: another one than the platform's */
  constructor(origin: string, options: { fetch?: Fetch } = {}) {
    this.origin = origin.replace(/\/+$/, "");
    this.fetch = options.fetch ?? ((url, init) => fetch(url, init));
  }

  /** The address to open in a browser or web view. */
  startUrl(parameters: StartParameters): string {
    return startUrl(this.origin, parameters);
  }

  /**
   * Exchanges the code of a completion for the connection, within ten minutes. When no answer came, ask again within
   * two minutes of the first time: `unreachable` and `server_fault` pass.
   */
  async redeemCode(input: { code: string; verifier: string; appId: string }): Promise<Connection> {
    const { code, verifier, appId } = input;
    const body = JSON.stringify({ code, code_verifier: verifier, appId });
    return credentialsOf(await this.ask("appconnection/token", { method: "POST", body }));
  }

  /** The printer behind a connection; up to 30 times a minute. */
  async info(connection: Connection): Promise<PrinterInfo> {
    return (await this.ask("appconnection/info", { method: "GET" }, connection)) as PrinterInfo;
  }

  /** Failure detection, which is off; every 10 s at most. */
  async gadgetStatus(connection: Connection): Promise<GadgetStatus> {
    return (await this.ask("gadget/GetStatusFromAppConnection", { method: "POST" }, connection)) as GadgetStatus;
  }

  /** Gives a connection back: from then on it answers `revoked`. */
  async revoke(connection: Connection): Promise<void> {
    await this.ask("appconnection/revoke", { method: "POST" }, connection);
  }

  /**
   * New credentials in place of these, which live for another 60 seconds. Keep the new ones before you use them. When
   * no answer came, ask again with the old ones within these 60 seconds.
   */
  async rotate(connection: Connection): Promise<Connection> {
    const { octoPrintApiKey } = connection;
    const rotated = credentialsOf(await this.ask("appconnection/rotate", { method: "POST" }, connection));
    return { ...rotated, ...(octoPrintApiKey && { octoPrintApiKey }) };
  }

  private async ask(api: string, init: { method: string; body?: string }, connection?: Connection): Promise<object> {
    const headers = {
      ...(init.body !== undefined && { "Content-Type": "application/json" }),
      ...(connection && { AppToken: connection.appApiToken }),
    };
    const response = await this.fetch(`${this.origin}/api/${api}`, { ...init, headers }).catch((reason: unknown) => {
      throw unreachable(reason, new URL(this.origin).host);
    });
    const { Error: sentence = "", Result = {} } = await envelopeOf(response);
    if (response.status !== 200) throw errorOf(response, sentence);
    return Result;
  }
}
