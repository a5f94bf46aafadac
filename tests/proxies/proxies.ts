import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { startProgram, type Program } from "@/tests/printers/programs";

export type Ports = { https: number; http: number; portal: number };

/** A proxy of Debian's, run with the recipe of docs/proxies. */
export type Proxy = {
  name: string;
  recipe: string;
  command: string;
  args(config: string): string[];
  log: string;
  changes(ports: Ports, folder: string): [string, string][];
};

const LISTEN = "127.0.0.1";
const certificates = (folder: string): [string, string] => ["/etc/ssl/portal/", `${folder}/certificates/`];
const portal = ({ portal: port }: Ports): [string, string] => ["127.0.0.1:3000", `127.0.0.1:${port}`];

/**
 * All that a test may change in a recipe: ports, and where certificate, logs and marks lie. Everything else is run as
 * it is.
 */
export const PROXIES: Proxy[] = [
  {
    name: "Caddy",
    recipe: "Caddyfile",
    command: "/usr/bin/caddy",
    log: "standard error",
    args: (config) => ["run", "--adapter", "caddyfile", "--config", config],
    changes: (ports, folder) => [
      ["https_port 443", `https_port ${ports.https}\n    admin off\n    default_bind ${LISTEN}`],
      ["http_port 80", `http_port ${ports.http}`],
      portal(ports),
      certificates(folder),
    ],
  },
  {
    name: "nginx",
    recipe: "nginx.conf",
    command: "/usr/sbin/nginx",
    log: "files",
    args: (config) => ["-c", config, "-g", "daemon off;"],
    changes: (ports, folder) => [
      ["listen 443", `listen ${LISTEN}:${ports.https}`],
      ["listen 80", `listen ${LISTEN}:${ports.http}`],
      portal(ports),
      certificates(folder),
      ["/var/log/nginx/", `${folder}/logs/`],
      ["/run/nginx.pid", `${folder}/nginx.pid`],
    ],
  },
  {
    name: "HAProxy",
    recipe: "haproxy.cfg",
    command: "/usr/sbin/haproxy",
    log: "standard output",
    args: (config) => ["-db", "-f", config],
    changes: (ports, folder) => [
      ["bind :443", `bind ${LISTEN}:${ports.https}`],
      ["bind :80", `bind ${LISTEN}:${ports.http}`],
      portal(ports),
      certificates(folder),
    ],
  },
];

/**
 * A recipe with its places filled in.
 * @throws Error when one is not in the recipe: the table above is then out of date
 */
function fillIn(recipe: string, changes: [string, string][]): string {
  return changes.reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`The recipe has no ${from} any more.`);
    return text.replaceAll(from, to);
  }, recipe);
}

export type RunningProxy = { program: Program; logs(): { place: string; text: string }[] };

/** Where these programs write unless a recipe says otherwise. */
const USUAL = ["/var/log/nginx", "/var/log/caddy", "/var/log/haproxy.log", "/var/lib/caddy"];

function filesBelow(place: string): string[] {
  if (!existsSync(place)) return [];
  return statSync(place).isDirectory()
    ? readdirSync(place).flatMap((name) => filesBelow(path.join(place, name)))
    : [place];
}

/** Starts a proxy. `logs()` is everything that it wrote since: files, standard output and error. */
export function startProxy(proxy: Proxy, ports: Ports, folder: string, certificateFolder: string): RunningProxy {
  for (const name of ["logs", "home"]) mkdirSync(path.join(folder, name), { recursive: true });
  cpSync(certificateFolder, path.join(folder, "certificates"), { recursive: true });
  const config = path.join(folder, proxy.recipe);
  writeFileSync(
    config,
    fillIn(readFileSync(path.join("docs/proxies", proxy.recipe), "utf8"), proxy.changes(ports, folder)),
  );
  const started = Date.now();
  const program = startProgram(proxy.command, proxy.args(config), {
    HOME: path.join(folder, "home"),
    XDG_DATA_HOME: path.join(folder, "home"),
    XDG_CONFIG_HOME: path.join(folder, "home"),
  });
  const written = () => [
    ...filesBelow(path.join(folder, "logs")),
    ...filesBelow(path.join(folder, "home")),
    ...USUAL.flatMap(filesBelow).filter((file) => statSync(file).mtimeMs >= started),
  ];
  return {
    program,
    logs: () => [
      { place: "standard output and error", text: program.output() },
      ...written().map((place) => ({ place, text: readFileSync(place, "latin1") })),
    ],
  };
}

/** A certificate for portal.example and *.relay.example, in the files that the recipes name. */
export async function makeCertificates(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const [chain, key] = [path.join(folder, "fullchain.pem"), path.join(folder, "privkey.pem")];
  const subject = ["-subj", "/CN=portal.example", "-addext", "subjectAltName=DNS:portal.example,DNS:*.relay.example"];
  const made = startProgram("openssl", [
    "req",
    "-x509",
    "-newkey",
    "rsa:2048",
    "-nodes",
    "-days",
    "2",
    ...subject,
    "-keyout",
    key,
    "-out",
    chain,
  ]);
  await new Promise((resolve) => made.child.once("exit", resolve));
  writeFileSync(path.join(folder, "haproxy.pem"), readFileSync(chain, "utf8") + readFileSync(key, "utf8"));
  for (const file of [chain, key, path.join(folder, "haproxy.pem")]) chmodSync(file, 0o600);
  chownSync(folder, 0, 0);
}
