import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkHandshake } from "@/lib/gateway/handshake/check-handshake";
import { faultWords, judgeProgram } from "@/lib/gateway/handshake/judge-program";
import { decodeMessage } from "@/lib/octostream/decode-message";
import { encodeMessage } from "@/lib/octostream/encode-message";
import { FLOW_PROPERTY } from "@/lib/octostream/stream-credit";
import { hello, type Hello } from "@/tests/support/plugin";

/** What is made of a greeting as it comes over the wire. */
function judged(change: Partial<Hello>, lack: Parameters<typeof judgeProgram>[1]) {
  const decoded = decodeMessage(encodeMessage(hello(change)));
  if (!decoded.ok || decoded.message.type !== "HandshakeRequest") throw new Error("no greeting");
  const checked = checkHandshake(decoded.message);
  if (!checked.ok) throw new Error(checked.error);
  return judgeProgram(checked.handshake.abilities, lack);
}

const ZSTD = { receiveCompression: 3 };

describe("what is wrong with a printer's program", () => {
  it.each<[string, Partial<Hello>, Parameters<typeof judgeProgram>[1], ReturnType<typeof judgeProgram>]>([
    ["a plugin with zlib", { receiveCompression: 2 }, "dictionary", null],
    ["a plugin that says nothing", {}, "dictionary", null],
    ["a plugin with zstd, and the dictionary here", ZSTD, undefined, null],
    ["a plugin with zstd, and no dictionary here", ZSTD, "dictionary", "needs_dictionary"],
    ["a plugin with zstd, and a Node that cannot unpack it", ZSTD, "node", "needs_dictionary"],
    ["a plugin that is too old as well", { ...ZSTD, pluginVersion: "4.6.7" }, "dictionary", "too_old"],
    ["our connector", { properties: [FLOW_PROPERTY] }, "dictionary", null],
    ["packing of a kind that nobody knows", { receiveCompression: 9 }, "dictionary", null],
  ])("%s", (_, change, lack, fault) => {
    expect(judged(change, lack)).toBe(fault);
  });

  it("is never the packing where this service lacks nothing, nor a plugin's that packs otherwise", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 127 }), fc.constantFrom(undefined, "dictionary", "node"), (kind, lack) => {
        expect(judged({ receiveCompression: kind }, lack)).toBe(kind === 3 && lack ? "needs_dictionary" : null);
      }),
    );
  });

  it("is said to the operator with what to do", () => {
    expect(faultWords("needs_dictionary", "dictionary")).toMatch(/npm run printers -- zstd-dictionary FOLDER/);
    expect(faultWords("needs_dictionary", "node")).toMatch(/Node 22\.15/);
    expect(faultWords("too_old", undefined)).toMatch(/too old/);
  });
});
