/** A tunnel as an app keeps it. `origin`: scheme and host, with port where there is one. */
export type ReadTunnel = { origin: string; user: string; password: string };

/**
 * How an app that takes a server's address asks for a tunnel and reads the answer. Written from a description of what
 * these apps do, not from their code: none of them was run.
 */
export type TunnelReader = {
  /** Byte for byte what the app opens. @param base as the person typed the address @param printerId "" where unknown */
  startUrl(base: string, printerId: string): string;
  /** Whether the app takes this address of its browser for the end. @param base as typed */
  isDone(url: string, base: string): boolean;
  /** What it makes of that address; undefined where it takes it for a failure. */
  read(url: string): ReadTunnel | undefined;
  /** First requests, in this order, each with the credentials. */
  firstPaths: string[];
  socketPath: string;
};

/** Everything behind the first `tunnel_endpoint=`, decoded. */
function endpointIn(url: string): URL | undefined {
  const value = new URLSearchParams(url.slice(url.indexOf("?") + 1)).get("tunnel_endpoint");
  return value !== null && URL.canParse(value) ? new URL(value) : undefined;
}

const parts = (endpoint: URL): ReadTunnel => ({
  origin: `${endpoint.protocol}//${endpoint.host}`,
  user: decodeURIComponent(endpoint.username),
  password: decodeURIComponent(endpoint.password),
});

/** Opens a browser of the system, and is done when that leads to its scheme. Drops a path of the typed address. */
const mobileraker = (platform: "android" | "ios"): TunnelReader => ({
  startUrl: (base, printerId) =>
    `${new URL(base).origin}/tunnels/new?app=mobileraker-${platform}&success_redirect_url=mobileraker%3A%2F%2Fobico` +
    `&platform=Klipper&printerId=${printerId}`,
  isDone: (url) => url.startsWith("mobileraker:"),
  read: (url) => {
    const endpoint = endpointIn(url);
    const userInfo = /^[a-z]+:\/\/([^@/]*)@/.exec(
      new URLSearchParams(url.slice(url.indexOf("?") + 1)).get("tunnel_endpoint") ?? "",
    )?.[1];
    return endpoint && userInfo?.split(":").length === 2 ? parts(endpoint) : undefined;
  },
  // Before every socket.
  firstPaths: ["/server/info", "/server/info"],
  socketPath: "/websocket",
});

/** Shows a web view, and looks at the address of each page that it has loaded. */
const octopod: TunnelReader = {
  startUrl: (base) => `${base}/tunnels/new/?app=OctoPod`,
  isDone: (url, base) =>
    URL.canParse(url) &&
    new URL(url).host === new URL(base).host &&
    /^\/tunnels\/succeeded\/?$/.test(new URL(url).pathname),
  read: (url) => {
    const endpoint = endpointIn(url);
    return endpoint?.username && endpoint.password ? parts(endpoint) : undefined;
  },
  firstPaths: ["/api/version", "/api/printer", "/api/job"],
  socketPath: "/sockjs/websocket",
};

/** Fills in a template, opens a browser of the system, and is called back by a link of its own site. */
const octoapp: TunnelReader = {
  startUrl: (base, printerId) =>
    `${base}/tunnels/new/?app=OctoApp&printer_id=${printerId}` +
    "&success_redirect_url=https%3A%2F%2Fapp.octoapp.eu%2Fconnect-spaghetti-detective",
  isDone: (url) => url.startsWith("https://app.octoapp.eu/connect-spaghetti-detective"),
  read: (url) => {
    const endpoint = endpointIn(url);
    return endpoint?.username ? parts(endpoint) : undefined;
  },
  firstPaths: ["/_tsd_/tunnelusage/", "/api/version"],
  socketPath: "/sockjs/websocket",
};

export const TUNNEL_READERS = {
  "mobileraker-android": mobileraker("android"),
  "mobileraker-ios": mobileraker("ios"),
  octopod,
  octoapp,
};
