import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, it } from "vitest";
import { ConfigurationError, readEnv } from "@/lib/env";

const DATA_DIR = mkdtempSync(path.join(tmpdir(), "portal-observability-"));
const sentences = (given: Record<string, string>) => {
  try {
    return readEnv({ DATA_DIR, ...given });
  } catch (error) {
    return error instanceof ConfigurationError ? error.sentences : error;
  }
};

it.each([
  ["", undefined],
  ["127.0.0.1:9464", { host: "127.0.0.1", port: 9464 }],
  ["[::1]:9464", { host: "::1", port: 9464 }],
])("METRICS_LISTEN %j is %j", (METRICS_LISTEN, place) => {
  expect(sentences({ METRICS_LISTEN })).toMatchObject({ metricsListen: place });
});

it.each(["9464", "127.0.0.1", "::1:9464", "localhost:9464", "127.0.0.1:0", "127.0.0.1:70000", "300.0.0.1:9464"])(
  "METRICS_LISTEN %j stops the start with a sentence",
  (METRICS_LISTEN) => {
    expect(sentences({ METRICS_LISTEN })).toEqual([expect.stringMatching(/^METRICS_LISTEN must be an address/)]);
  },
);

it("the log is JSON from info on, unless settings say otherwise", () => {
  expect(sentences({})).toMatchObject({ logLevel: "info", logFormat: "json" });
  expect(sentences({ LOG_LEVEL: "debug", LOG_FORMAT: "text" })).toMatchObject({ logLevel: "debug", logFormat: "text" });
});

it("a wrong level or format stops the start with a sentence", () => {
  expect(sentences({ LOG_LEVEL: "loud", LOG_FORMAT: "xml" })).toEqual([
    "LOG_LEVEL must be one of trace, debug, info, warn, error, fatal.",
    "LOG_FORMAT must be json or text.",
  ]);
});
