import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { deserialize } from "bson";
import { describe, expect, it } from "vitest";
import { inflateContent } from "@/lib/obico/inflate-content";
import type { SocketCommand, TunnelRequest } from "@/lib/obico/messages";
import { readBinary } from "@/lib/obico/read-messages";
import { readStatus } from "@/lib/obico/read-status";
import { writeRemoteStatus, writeRequest, writeSocketCommand } from "@/lib/obico/write-messages";

type Fields = Record<string, unknown>;
type Vector = { file: string; direction: string; frame: string; decoded?: Record<string, Fields>; inflated?: Fields };

const folder = path.resolve("lib/obico/vectors");
const read = (file: string) => readFileSync(path.join(folder, file));
const { vectors } = JSON.parse(read("index.json").toString()) as { vectors: Vector[] };
const binary = vectors.filter(({ frame }) => frame === "binary");

/** Bytes in the form that the index has them in. */
function like(expected: unknown, value: unknown): unknown {
  if (value instanceof Uint8Array) {
    const { length } = value;
    return (expected as Fields)["sha256"]
      ? { sha256: createHash("sha256").update(value).digest("hex"), length }
      : { bytesHex: Buffer.from(value).toString("hex"), length };
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, like((expected as Fields)[name], inner)]),
  );
}

const toAgent = binary.filter(({ direction }) => direction === "server to agent");
const answers = binary.filter(({ file }) => file.startsWith("http-answer"));

describe("the agents' messages, against vectors of the real ones", () => {
  it("knows them all", () => expect(vectors).toHaveLength(19));

  it.each(toAgent)("$file is what we write", ({ file, decoded }) => {
    const sent = deserialize(read(file), { promoteBuffers: true }) as Record<string, object>;
    const written =
      "ws.tunnel" in sent
        ? writeSocketCommand(sent["ws.tunnel"] as SocketCommand)
        : writeRequest(sent["http.tunnelv2"] as TunnelRequest);
    expect(like(decoded, deserialize(written, { promoteBuffers: true }))).toEqual(decoded);
    expect(Buffer.from(written)).toEqual(read(file));
  });

  it.each(answers)("$file is read with all its fields", ({ file, decoded }) => {
    const message = readBinary(read(file));
    if (message.kind !== "answer") throw new Error(message.kind);
    const { answer } = message;
    const { ref, response } = decoded!["http.tunnelv2"] as { ref: string; response: Fields };
    expect([answer.ref, answer.status, answer.compressed]).toEqual([
      ref,
      response["status"],
      response["compressed"] ?? false,
    ]);
    expect(Object.fromEntries(answer.headers)).toEqual(response["headers"]);
    expect(answer.cookies).toEqual(response["cookies"] ?? []);
    if (typeof response["content"] === "string") expect(answer.fault).toBe(response["content"]);
    else expect(like(response["content"], answer.content)).toEqual(response["content"]);
  });

  it("unpacks a compressed one", async () => {
    const message = readBinary(read("http-answer-compressed.bson"));
    const { inflated } = vectors.find(({ file }) => file === "http-answer-compressed.bson")!;
    const unpacked = message.kind === "answer" ? await inflateContent(message.answer.content, 3000) : undefined;
    if (!unpacked?.ok) throw new Error("not unpacked");
    expect(like({ sha256: true }, unpacked.bytes)).toEqual({ sha256: inflated!["sha256"], length: 2200 });
  });

  it("reads what a printer's WebSocket says", () => {
    const ref = "w7";
    expect(readBinary(read("ws-closed-by-printer.bson"))).toEqual({
      kind: "socket",
      event: { ref, type: "octoprint_close", data: null },
    });
    expect(readBinary(read("ws-from-printer-binary.bson"))).toEqual({
      kind: "socket",
      event: { ref, type: "octoprint_message", data: Buffer.from("000102ff", "hex") },
    });
  });

  it.each([
    [
      "octoprint-first-status.json",
      { agent: { kind: "octoprint", version: "2.6.1", hostName: "printerhost" }, activity: { state: "idle" } },
    ],
    [
      "octoprint-print-started.json",
      {
        agent: undefined,
        activity: { state: "printing", progress: 0.444, file: "small.gcode", secondsLeft: 0 },
      },
    ],
    ["octoprint-print-done.json", { agent: undefined, activity: { state: "idle" } }],
    ["octoprint-passthru-answer.json", { agent: undefined, activity: undefined }],
    [
      "moonraker-first-settings.json",
      { agent: { kind: "moonraker", version: "2.1.4", hostName: "printerhost" }, activity: undefined },
    ],
    ["moonraker-status.json", { agent: undefined, activity: { state: "idle" } }],
    ["moonraker-nothing-known.json", { agent: undefined, activity: "unknown" }],
    ["moonraker-passthru-error.json", { agent: undefined, activity: undefined }],
  ])("%s is read as far as it means something here", (file, meaning) => {
    expect(readStatus(read(file))).toEqual(meaning);
  });

  it("asks for a picture in the agents' words", () => {
    const written = writeRemoteStatus({ viewing: true, should_watch: false });
    expect(JSON.parse(written)).toEqual(JSON.parse(read("remote-status.json").toString()));
  });
});
