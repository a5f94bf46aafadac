import { describe, expect, it } from "vitest";
import { askerAddress } from "@/lib/gateway/asker-address";

const LOCAL = [
  "127.0.0.1",
  "127.0.0.9",
  "192.168.1.20",
  "172.17.0.1",
  "10.0.0.3",
  "100.64.0.1",
  "169.254.1.1",
  "0.0.0.0",
];
const LOCAL_V6 = ["::1", "fd00::5", "fd00::/64", "fe80::1", "fe80::1%eth0", "::ffff:192.168.1.2", "64:ff9b::c0a8:101"];

describe("what a printer is told of who asks", () => {
  it.each([
    ["8.8.8.8", "8.8.8.8"],
    ["2600:1f00::/64", "2600:1f00::"],
  ])("is an address of the internet: %s", (from, told) => expect(askerAddress(from)).toBe(told));

  it.each([...LOCAL, ...LOCAL_V6, "unknown", ""])(
    "is nobody's where it may be one of the printer's own network, which it might trust: %s",
    (from) => expect(askerAddress(from)).toBe("192.0.2.1"),
  );
});
