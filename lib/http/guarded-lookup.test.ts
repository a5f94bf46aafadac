import type { LookupAddress, lookup } from "node:dns";
import { describe, expect, it } from "vitest";
import { guardedLookup, mayBeAsked, PUBLIC_ONLY, RefusedAddressError } from "@/lib/http/guarded-lookup";

const answering = (...addresses: string[]) => ({
  ...PUBLIC_ONLY,
  resolve: ((_: string, __: object, done: (error: null, found: LookupAddress[]) => void) => done(null, addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 })))) as unknown as typeof lookup,
});

const look = (guard: typeof PUBLIC_ONLY, all: boolean) =>
  new Promise<unknown>((resolve) => guardedLookup(guard)("logo.example", { all }, (error, address) => resolve(error ?? address)));

describe("the guarded lookup", () => {
  it("hands on the very addresses that it checked, in both forms that Node asks for", async () => {
    expect(await look(answering("8.8.8.8", "2606:4700::1"), true)).toEqual([{ address: "8.8.8.8", family: 4 }, { address: "2606:4700::1", family: 6 }]);
    expect(await look(answering("8.8.8.8", "2606:4700::1"), false)).toBe("8.8.8.8");
  });

  it.each([["127.0.0.1"], ["::1"], ["169.254.169.254"], ["::ffff:127.0.0.1"], ["8.8.8.8", "10.0.0.1"], ["2606:4700::1", "fd00::1"]])("refuses a name that answers %s %s", async (...addresses) => {
    expect(await look(answering(...addresses), true)).toBeInstanceOf(RefusedAddressError);
    expect(await look(answering(...addresses), false)).toBeInstanceOf(RefusedAddressError);
  });

  it("fails for a name without an address", async () => {
    expect(await look(answering(), true)).toBeInstanceOf(Error);
  });

  it("refuses this machine by its name, with the resolver of the system", async () => {
    const found = await new Promise((resolve) => guardedLookup(PUBLIC_ONLY)("localhost", { all: true }, (error) => resolve(error)));
    expect(found).toBeInstanceOf(RefusedAddressError);
  });
});

describe("a URL that may be asked", () => {
  it.each(["http://logo.example/", "https://logo.example/x?y", "https://logo.example:443/", "http://logo.example:443/", "https://8.8.8.8/", "https://[2606:4700::1]/"])("%s may", (url) => {
    expect(mayBeAsked(new URL(url), PUBLIC_ONLY)).toBe(true);
  });

  it.each([
    "http://127.0.0.1/", "http://127.1/", "http://2130706433/", "http://0x7f.1/", "http://0177.1/", "http://0/", "http://[::1]/", "http://[::ffff:127.0.0.1]/", "http://[::ffff:8.8.8.8]/", "http://169.254.169.254/latest/meta-data/", "http://[fd00:ec2::254]/", "http://10.0.0.1/",
    "http://logo.example:8080/", "http://logo.example:22/", "https://logo.example:6379/", "https://user@logo.example/", "https://user:pass@logo.example/", "https://:pass@logo.example/", "ftp://logo.example/", "file:///etc/passwd", "data:image/png;base64,eA==", "javascript:1", "gopher://logo.example/",
  ])("%s may not", (url) => {
    expect(mayBeAsked(new URL(url), PUBLIC_ONLY)).toBe(false);
  });
});
