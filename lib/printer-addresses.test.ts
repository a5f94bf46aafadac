import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isPrinters, withPublicAddresses } from "@/lib/printer-addresses";

const publicOrigin = "https://app-x.relay.example";
const at = (...origins: string[]) => ({ origins: origins.map((origin) => new URL(origin)), publicOrigin });
const NAMED = at("http://octopi.local:5000");
const PLAIN = at("http://192.168.1.5");
const LOCAL = at("http://127.0.0.1:7125");
const V6 = at("http://[fd00::5]:8080");

describe("addresses in a printer's answer", () => {
  it.each([
    [NAMED, "http://octopi.local:5000/login?a=b#c", "/login?a=b#c"],
    [NAMED, "https://octopi.local:5000/login", "/login"],
    [NAMED, "HTTP://OCTOPI.LOCAL:5000/Login", "/Login"],
    [NAMED, "http://octopi.local.:5000/", "/"],
    [NAMED, "//octopi.local:5000/x", "/x"],
    [NAMED, Buffer.from("http://octopi.local:5000/ä?q=é").toString("latin1"), "/%C3%A4?q=%C3%A9"],
    [NAMED, "http://octopi.local:5000/\xe4", "/%C3%A4"],
    [NAMED, " http://octopi.local:5000/x ", "/x"],
    [NAMED, "http:\\\\octopi.local:5000\\x", "/x"],
    [NAMED, "\\\\octopi.local:5000/x", "/x"],
    [NAMED, "/\\octopi.local:5000/x", "/x"],
    [NAMED, "http://user:password@octopi.local:5000/x", "/x"],
    [NAMED, "http://localhost:5000/x", "/x"],
    [NAMED, "http://[::1]:5000/x", "/x"],
    [NAMED, "https://app-x.relay.example/x", "/x"],
    [NAMED, "http://app-x.relay.example/x", "/x"],
    [PLAIN, "http://192.168.1.5:80/x", "/x"],
    [PLAIN, "https://192.168.1.5/x", "/x"],
    [PLAIN, "//192.168.1.5/x", "/x"],
    [PLAIN, "http://3232235781/x", "/x"],
    [LOCAL, "http://localhost:7125/x", "/x"],
    [LOCAL, "http://127.0.1.1:7125/x", "/x"],
    [LOCAL, "http://[::1]:7125/x", "/x"],
    [LOCAL, "http://[::ffff:127.0.0.1]:7125/x", "/x"],
    [LOCAL, "https://localhost:7125/x", "/x"],
    [LOCAL, "http://0.0.0.0:7125/x", "/x"],
    [V6, "http://[fd00:0:0::5]:8080/x", "/x"],
  ])("that are the printer's own lead through the relay: %#", (context, address, expected) => {
    expect(withPublicAddresses("location", address, context)).toBe(`${publicOrigin}${expected}`);
  });

  it.each([
    [NAMED, "https://elsewhere.example/"],
    [NAMED, "http://octopi.local/x"],
    [NAMED, "http://octopi.local:5001/x"],
    [NAMED, "http://octopi.local:5000.evil.example/"],
    [NAMED, "http://octopi.local:5000@evil.example/"],
    [NAMED, "http://xoctopi.local:5000/"],
    [NAMED, "//evil.example/octopi.local:5000"],
    [NAMED, "ftp://octopi.local:5000/"],
    [NAMED, "javascript:alert(1)"],
    [NAMED, "mailto:a@octopi.local"],
    [NAMED, "http://localhost/x"],
    [PLAIN, "https://192.168.1.5:444/x"],
    [PLAIN, "http://192.168.1.50/x"],
    [LOCAL, "http://127.0.0.1:80/x"],
    [LOCAL, "http://localhost.evil.example:7125/x"],
    [LOCAL, "https://app-x.relay.example.evil.example/"],
    [NAMED, "/login?next=http://octopi.local:5000/"],
    [NAMED, "login"],
    [NAMED, "?a=b"],
    [NAMED, ""],
    [NAMED, "http://"],
    [NAMED, "http://[::1"],
  ])("that are not stay as they are: %#", (context, address) => {
    expect(withPublicAddresses("location", address, context)).toBe(address);
  });

  it.each([
    ["content-location", "http://octopi.local:5000/a", `${publicOrigin}/a`],
    ["sourcemap", "//octopi.local:5000/a.map", `${publicOrigin}/a.map`],
    ["refresh", "5; url=http://octopi.local:5000/a", `5; url=${publicOrigin}/a`],
    ["refresh", "0;URL='//octopi.local:5000/a'", `0;URL='${publicOrigin}/a'`],
    ["refresh", "0,http://octopi.local:5000/a", `0,${publicOrigin}/a`],
    ["refresh", '1.5 ; url = "https://octopi.local:5000/a"', `1.5 ; url = "${publicOrigin}/a"`],
    ["refresh", "5", "5"],
    ["refresh", "5; url=/next", "5; url=/next"],
    ["refresh", "5; url=https://elsewhere.example/", "5; url=https://elsewhere.example/"],
    [
      "link",
      "<http://octopi.local:5000/a>; rel=next, </b>; rel=prev, <https://elsewhere.example/>; rel=help",
      `<${publicOrigin}/a>; rel=next, </b>; rel=prev, <https://elsewhere.example/>; rel=help`,
    ],
    ["x-any", "http://octopi.local:5000/a", "http://octopi.local:5000/a"],
  ])("are found in the header %s: %s", (name, value, expected) => {
    expect(withPublicAddresses(name, value, NAMED)).toBe(expected);
  });

  it("are relayed or left alone, whatever the text is, and nothing is made up", () => {
    const headers = fc.constantFrom("location", "content-location", "refresh", "link", "sourcemap");
    fc.assert(
      fc.property(headers, fc.oneof(fc.string(), fc.webUrl(), fc.string({ unit: "binary-ascii" })), (name, value) => {
        const written = withPublicAddresses(name, value, NAMED);
        if (written !== value) expect(written).toContain(publicOrigin);
      }),
    );
  });

  it("of an unknown printer are those of its own machine", () => {
    expect(withPublicAddresses("location", "http://192.168.1.5/x", at())).toBe("http://192.168.1.5/x");
    expect(isPrinters(new URL("http://localhost/"), [])).toBe(false);
  });
});
