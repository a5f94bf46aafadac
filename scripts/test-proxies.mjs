// `npm run test:proxies`: the proxy recipes in docs/proxies, as Debian's own programs run them, in front of the built
// portal: nothing that they log may hold a secret, and everything an app needs gets through. Ends with one line that
// counts. 3: the programs are not there, so nothing ran.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { build, prepareSources, run, say, tool } from "./prepare.mjs";

const DID_NOT_RUN = 3;
const PACKAGES = ["caddy", "nginx", "haproxy", "openssl"];
/** Keeps the packages from starting services of their own: they would take the machine's ports. */
const POLICY = "/usr/sbin/policy-rc.d";
const WITH_POLICY = `
  if [ ! -e ${POLICY} ]; then
    printf '#!/bin/sh\\nexit 101\\n' > ${POLICY} && chmod +x ${POLICY} && trap 'rm -f ${POLICY}' EXIT
  fi
  apt-get update -qq; apt-get install -y -qq --no-install-recommends "$@"`;

const isThere = (name) => ["/usr/sbin", "/usr/bin"].some((folder) => existsSync(`${folder}/${name}`));
const missing = () => PACKAGES.filter((name) => !isThere(name));

function leave(why) {
  say(`The tests of the proxy recipes DID NOT RUN: ${why}.`);
  process.exit(DID_NOT_RUN);
}

if (process.platform !== "linux" || process.getuid?.() !== 0)
  leave("HAProxy and nginx are started as root here, and put on accounts of their own");
if (missing().length && existsSync("/etc/debian_version")) {
  say(`Installing Debian's packages: ${missing().join(", ")} …`);
  const installed = spawnSync("/bin/sh", ["-c", WITH_POLICY, "sh", ...missing()], {
    encoding: "utf8",
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
  });
  if (installed.status !== 0) process.stderr.write(`${installed.stderr.trim().split("\n").slice(-4).join("\n")}\n`);
}
if (missing().length) leave(`not installed here: ${missing().join(", ")}`);
prepareSources();
build();
process.exit(run(tool("tsx"), ["tests/proxies/run.ts"]) ? 0 : 1);
