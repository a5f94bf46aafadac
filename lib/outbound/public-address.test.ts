import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isPublicAddress } from "@/lib/outbound/public-address";

describe("a public address", () => {
  it.each([
    "1.1.1.1",
    "8.8.8.8",
    "93.184.216.34",
    "172.15.0.1",
    "172.32.0.1",
    "2606:4700:4700::1111",
    "2001:4860:4860::8888",
  ])("%s is one", (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  it.each([
    "127.0.0.1",
    "127.255.255.254",
    "0.0.0.0",
    "0.1.2.3",
    "10.0.0.1",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.0.1",
    "169.254.169.254",
    "100.64.0.1",
    "100.127.255.255",
    "192.0.0.1",
    "192.0.2.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "192.88.99.1",
    "224.0.0.1",
    "239.255.255.255",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::7f00:1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:8.8.8.8",
    "::ffff:0:127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::808:808",
    "64:ff9b:1::a00:1",
    "2002:7f00:1::",
    "2002:808:808::1",
    "2001::1",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "2001:db8::1",
    "3fff::1",
    "fc00::1",
    "fd12:3456::1",
    "fe80::1",
    "fe80::1%eth0",
    "2606:4700::1%eth0",
    "fec0::1",
    "ff02::1",
    "100::1",
    "4000::1",
    "8000::1",
    "5f00::1",
    "127.1",
    "2130706433",
    "0x7f.1",
    "0177.0.0.1",
    "8.8.8",
    "134744072",
    "08.8.8.8",
    "[2606:4700::1]",
    "localhost",
    "",
    " 8.8.8.8",
    "8.8.8.8\n",
    "8.8.8.8.",
    "8.8.8.8:80",
  ])("%j is none", (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  it("is never one with another address inside, whichever", () => {
    fc.assert(
      fc.property(fc.ipV4(), (inside) => {
        const [a = 0, b = 0, c = 0, d = 0] = inside.split(".").map(Number);
        const hex = `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
        for (const address of [
          `::ffff:${inside}`,
          `::${inside}`,
          `64:ff9b::${hex}`,
          `2002:${hex}::1`,
          `2001:0:${hex}::`,
          `::ffff:0:${hex}`,
        ])
          expect(isPublicAddress(address)).toBe(false);
      }),
    );
  });
});
