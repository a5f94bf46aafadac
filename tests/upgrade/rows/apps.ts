import type { Rows } from "../upgrade-steps";
import { at, hex } from "./times";

const APP = {
  publisher: null,
  website: null,
  logoUrl: null,
  webhookUrl: null,
  webhookKey: null,
  verified: false,
  development: true,
  enabled: true,
  seeded: false,
  needsPkce: false,
  createdAt: at(0),
};

const LOGO = { png: null, failure: null, size: 0, network: "", registered: false, fetchedAt: at(1), usedAt: at(2) };

const TYPES = ["connection.created", "connection.revoked", "connection.suspended", "connection.resumed"];

/** Registered apps, what they are shown with and what they are told. */
export const APPS: Rows = {
  App: [
    {
      ...APP,
      id: "app-1",
      name: "Print Watch",
      publisher: "Example Ltd",
      website: "https://app.example.test/",
      logoUrl: "https://app.example.test/logo.png",
      webhookUrl: "https://app.example.test/hook",
      webhookKey: "v1.sealed",
      verified: true,
      development: false,
    },
    { ...APP, id: "app-2", name: "Another", enabled: false, seeded: true, needsPkce: true },
  ],
  AppReturnUrl: [
    { id: "return-1", appId: "app-1", kind: "exact", url: "https://app.example.test/back" },
    { id: "return-2", appId: "app-1", kind: "loopback", url: "" },
    { id: "return-3", appId: "app-2", kind: "lan", url: "" },
  ],
  AppTunnelUrl: [{ appId: "app-1", url: "watch://tunnel" }],
  AppAlias: [{ alias: "print-watch-ios", appId: "app-1" }],
  AppTester: [{ appId: "app-2", email: "tester@example.test" }],
  WebhookMessage: TYPES.map((type, index) => ({
    id: `msg_${String(index).padStart(27, "0")}`,
    appId: "app-1",
    type,
    body: JSON.stringify({ type, data: { connectionId: "connection-1" } }),
    createdAt: at(60),
    nextAttemptAt: index === 0 ? at(61) : null,
    attempts: index,
    deliveredAt: index === 1 ? at(62) : null,
  })),
  WebhookAttempt: [null, "busy", "refused", "unreachable", "timeout", "redirect", "status"].map((failure, index) => ({
    id: `attempt-${index}`,
    messageId: `msg_${"0".repeat(27)}`,
    at: at(63 + index),
    status: failure === null ? 204 : failure === "status" ? 500 : failure === "redirect" ? 302 : null,
    failure,
    ms: 12 + index,
  })),
  Logo: [
    {
      ...LOGO,
      key: hex("logo-1"),
      png: "\\x89504e47",
      size: 4,
      network: hex("network").slice(0, 32),
      registered: true,
    },
    ...["status", "not_a_picture", "undecodable", "too_large", "timeout"].map((failure) => ({
      ...LOGO,
      key: hex(failure),
      failure,
    })),
  ],
};
