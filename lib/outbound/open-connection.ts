import type { LookupAddress } from "node:dns";
import { connect as connectTcp, isIP, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import type { buildConnector } from "undici";
import type { OutboundPolicy } from "@/lib/outbound/outbound-policy";

/** Ended by us, and why; what the other side did has errors of its own. */
export class OutboundStop extends Error {
  constructor(readonly error: "refused" | "too_large") {
    super(error);
  }
}

/** How a connection is opened. @property wireBytes may arrive on it in all: headers, framing and TLS counted */
export type ConnectionOptions = { addresses: LookupAddress[]; policy: OutboundPolicy; wireBytes: number };

/**
 * @property connect for undici
 * @property close ends the connection, whatever state it is in: also while it is opened, which undici waits for
 * @property stopped why we ended it, if we did
 */
export type OutboundConnection = {
  connect: buildConnector.connector;
  close(): void;
  stopped(): OutboundStop | undefined;
};

/** TLS on a connection that is open. */
function secure(tcp: Socket, host: string, { ca }: OutboundPolicy) {
  const name = host.replace(/\.$/, "");
  return connectTls({
    socket: tcp,
    host: name,
    ...(isIP(name) === 0 && { servername: name }),
    ALPNProtocols: ["http/1.1"],
    ca,
  });
}

/**
 * Opens one connection, to addresses that were looked up and checked before and to no others: no second lookup happens,
 * and the address that answered is checked once more, so that a name which changes (DNS rebinding) gains nothing.
 */
export function outboundConnection({ addresses, policy, wireBytes }: ConnectionOptions): OutboundConnection {
  let close = () => undefined as void;
  let stop: OutboundStop | undefined;
  const connect: buildConnector.connector = ({ hostname, protocol, port }, callback) => {
    const host = hostname.replace(/^\[(.*)\]$/, "$1");
    const tcp = connectTcp({
      host,
      port: Number(port) || (protocol === "https:" ? 443 : 80),
      noDelay: true,
      autoSelectFamily: true,
      lookup: (_, options, done) =>
        options.all ? done(null, addresses) : done(null, addresses[0]?.address ?? "", addresses[0]?.family),
    });
    let answered = false;
    const answer = (error: Error | null, socket?: Socket) => {
      if (answered) return;
      answered = true;
      if (socket) callback(null, socket);
      else callback(error ?? new Error("closed"), null);
    };
    let served: Socket = tcp;
    // Always with an error: without one, an end that has arrived already would still be told to undici, which has given
    // the request up by then and throws out of the event, where nothing catches it.
    const destroy = (cause: Error) => {
      served.destroy(cause);
      tcp.destroy(cause);
      answer(cause);
    };
    close = () => destroy(new Error("closed"));
    const end = (cause: OutboundStop) => {
      stop ??= cause;
      destroy(cause);
    };
    const serve = (socket: Socket) => {
      served = socket;
      socket.on("readable", () => tcp.bytesRead > wireBytes && end(new OutboundStop("too_large")));
      answer(null, socket);
    };
    // A listener stays for good: errors that come after we have lost interest must not end the process.
    tcp
      .on("error", (error) => answer(error))
      .on("close", () => answer(null))
      .once("connect", () => {
        if (!policy.allows(tcp.remoteAddress ?? "")) return end(new OutboundStop("refused"));
        if (protocol !== "https:") return serve(tcp);
        const tls = secure(tcp, host, policy);
        tls
          .on("error", (error) => answer(error))
          .on("close", () => tcp.destroy())
          .once("secureConnect", () => serve(tls));
      });
  };
  return { connect, close: () => close(), stopped: () => stop };
}
