import { describe, expect, it } from "vitest";
import { checkHandshake } from "@/lib/gateway/handshake/check-handshake";
import { decodeMessage } from "@/lib/octostream/decode-message";
import { encodeMessage } from "@/lib/octostream/encode-message";
import { LOCAL_AUTH_PROPERTY } from "@/lib/octostream/local-authority";
import { FLOW_PROPERTY } from "@/lib/octostream/stream-credit";
import { hello, type Hello } from "@/tests/support/plugin";

/** What the gateway makes of a greeting as it comes over the wire. */
const abilitiesIn = (change: Partial<Hello>) => {
  const decoded = decodeMessage(encodeMessage(hello(change)));
  const checked =
    decoded.ok && decoded.message.type === "HandshakeRequest" ? checkHandshake(decoded.message) : undefined;
  return checked?.ok && checked.handshake.abilities;
};

describe("what a handshake says its program can do", () => {
  it.each<[string, Partial<Hello>, object]>([
    [
      "OctoPrint's own plugin has local authority",
      {},
      { flowControl: false, hearsOwnership: false, localAuth: true, tooOld: false },
    ],
    [
      "a plugin beside OctoPrint has none",
      { isCompanion: true },
      { flowControl: false, hearsOwnership: false, localAuth: false, tooOld: false },
    ],
    [
      "a plugin elsewhere has none",
      { hostPlatform: 2 },
      { flowControl: false, hearsOwnership: false, localAuth: false, tooOld: false },
    ],
    [
      "our connector has none",
      { properties: [FLOW_PROPERTY] },
      { flowControl: true, hearsOwnership: false, localAuth: false, tooOld: false },
    ],
    [
      "our connector with an OctoPrint key has it",
      { properties: [FLOW_PROPERTY, LOCAL_AUTH_PROPERTY], isCompanion: true },
      { flowControl: true, hearsOwnership: false, localAuth: true, tooOld: false },
    ],
    [
      "a plugin of another time is too old",
      { pluginVersion: "4.6.7", isCompanion: true },
      { flowControl: false, hearsOwnership: false, localAuth: false, tooOld: true },
    ],
    [
      "another value of the property says nothing",
      { properties: [FLOW_PROPERTY, [LOCAL_AUTH_PROPERTY[0], "moonraker"]] },
      { flowControl: true, hearsOwnership: false, localAuth: false, tooOld: false },
    ],
  ])("%s", (_, change, abilities) => {
    expect(abilitiesIn(change)).toEqual(abilities);
  });
});
