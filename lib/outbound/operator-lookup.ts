import type { LookupFunction } from "node:net";
import { seconds } from "@/lib/clock";
import { resolveHost } from "@/lib/outbound/resolve-host";

const PATIENCE_MS = seconds(5);

/**
 * Name lookup for a library that makes its own connections to servers from the operator's settings: the hosts file,
 * then the system's name servers, without the threads that the system's lookup holds.
 */
export const operatorLookup: LookupFunction = (host, options, done) => {
  const fail = (reason: string) => done(Object.assign(new Error(`no address of ${host}`), { code: reason }), []);
  resolveHost(host, { servers: undefined, hostsFile: true, signal: AbortSignal.timeout(PATIENCE_MS) }).then(
    (found) => {
      if (!found.ok) return fail(found.error === "timeout" ? "ETIMEOUT" : "ENOTFOUND");
      const wanted = found.addresses.filter(({ family }) =>
        options.family !== 4 && options.family !== 6 ? true : family === options.family,
      );
      const [first] = wanted;
      if (!first) return fail("ENOTFOUND");
      if (options.all) return done(null, wanted);
      done(null, first.address, first.family);
    },
    () => fail("ENOTFOUND"),
  );
};
