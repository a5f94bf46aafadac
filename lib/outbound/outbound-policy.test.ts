import { describe, expect, it } from "vitest";
import { mayBeAsked, OPERATORS_OWN, PUBLIC_HTTPS, publicWeb } from "@/lib/outbound/outbound-policy";

const NEVER = [
  "https://user@logo.example/",
  "https://user:pass@logo.example/",
  "https://:pass@logo.example/",
  "ftp://logo.example/",
  "file:///etc/passwd",
  "data:image/png;base64,eA==",
  "javascript:1",
  "gopher://logo.example/",
  "ws://logo.example/",
  "blob:https://logo.example/x",
];
const PRIVATE = [
  "127.0.0.1",
  "127.1",
  "2130706433",
  "0x7f.1",
  "0177.1",
  "0",
  "[::1]",
  "[::ffff:127.0.0.1]",
  "[::ffff:8.8.8.8]",
  "169.254.169.254",
  "[fd00:ec2::254]",
  "10.0.0.1",
  "192.168.1.1",
  "100.64.0.1",
];

describe("what may be asked for strangers", () => {
  it.each([
    "http://logo.example/",
    "https://logo.example/x?y",
    "https://logo.example:443/",
    "http://logo.example:443/",
    "https://8.8.8.8/",
    "https://[2606:4700::1]/",
  ])("%s may", (url) => {
    expect(mayBeAsked(new URL(url), publicWeb())).toBe(true);
  });

  it.each([
    ...NEVER,
    ...PRIVATE.map((host) => `http://${host}/`),
    "http://logo.example:8080/",
    "http://logo.example:22/",
    "https://logo.example:6379/",
  ])("%s may not", (url) => {
    expect(mayBeAsked(new URL(url), publicWeb())).toBe(false);
  });
});

describe("what may be asked for registered apps", () => {
  it.each(["https://hook.example/", "https://hook.example:443/x", "https://8.8.8.8/"])("%s may", (url) => {
    expect(mayBeAsked(new URL(url), PUBLIC_HTTPS)).toBe(true);
  });

  it.each([
    ...NEVER,
    ...PRIVATE.map((host) => `https://${host}/`),
    "http://hook.example/",
    "http://hook.example:443/",
    "https://hook.example:80/",
    "https://hook.example:8443/",
  ])("%s may not", (url) => {
    expect(mayBeAsked(new URL(url), PUBLIC_HTTPS)).toBe(false);
  });
});

describe("what may be asked for the operator", () => {
  it.each([
    "https://idp.corp.example/",
    "https://10.0.0.5:8443/realms/x",
    "https://[fd00::5]/",
    "http://localhost:4444/",
    "http://127.0.0.1:4444/",
    "http://[::1]:4444/",
  ])("%s may", (url) => {
    expect(mayBeAsked(new URL(url), OPERATORS_OWN)).toBe(true);
  });

  it.each([...NEVER, "http://idp.corp.example/", "http://10.0.0.5/", "http://localhost.evil.example/"])(
    "%s may not",
    (url) => {
      expect(mayBeAsked(new URL(url), OPERATORS_OWN)).toBe(false);
    },
  );
});
