import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { judgeRequest } from "@/lib/view/judge-request";

const OWN = "https://view-k3y.relay.example";

type Row = [what: string, method: string, headers: Record<string, string>, isUpgrade: boolean, outcome?: string];

const visit = { "sec-fetch-mode": "navigate", "sec-fetch-dest": "document" };

const TABLE: Row[] = [
  ["the page itself", "GET", { "sec-fetch-site": "same-origin", "sec-fetch-dest": "script" }, false],
  ["the address bar", "GET", { "sec-fetch-site": "none", ...visit }, false],
  ["its form", "POST", { origin: OWN, "sec-fetch-site": "same-origin", ...visit }, false],
  ["its WebSocket", "GET", { origin: OWN, "sec-fetch-site": "same-origin" }, true],
  ["its WebSocket, in a browser without Fetch Metadata", "GET", { origin: OWN }, true],
  ["a link on a foreign site", "GET", { "sec-fetch-site": "cross-site", ...visit }, false],
  ["a link on a sibling printer's page", "GET", { "sec-fetch-site": "same-site", ...visit }, false],
  ["a browser without Fetch Metadata", "GET", {}, false],
  [
    "an image on a foreign site",
    "GET",
    { "sec-fetch-site": "cross-site", "sec-fetch-dest": "image" },
    false,
    "foreign",
  ],
  [
    "a script on a sibling's page",
    "GET",
    { "sec-fetch-site": "same-site", "sec-fetch-dest": "script" },
    false,
    "foreign",
  ],
  [
    "a frame on a sibling's page",
    "GET",
    { "sec-fetch-site": "same-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "iframe" },
    false,
    "foreign",
  ],
  ["a fetch of a sibling's page", "GET", { origin: "https://view-o.relay.example" }, false, "foreign"],
  ["a HEAD from elsewhere", "HEAD", { "sec-fetch-site": "cross-site", ...visit }, false, "foreign"],
  [
    "a foreign form",
    "POST",
    { origin: "https://evil.example", "sec-fetch-site": "cross-site", ...visit },
    false,
    "foreign",
  ],
  ["a sibling's form", "POST", { origin: "https://view-o.relay.example", ...visit }, false, "foreign"],
  ["the portal's form", "POST", { origin: "https://portal.example", ...visit }, false, "foreign"],
  ["this host by another scheme", "POST", { origin: "http://view-k3y.relay.example" }, false, "foreign"],
  ["this host at another port", "POST", { origin: `${OWN}:8443` }, false, "foreign"],
  ["a sandboxed page", "POST", { origin: "null" }, false, "foreign"],
  ["a post without Origin", "POST", {}, false, "foreign"],
  ["a preflight", "OPTIONS", { origin: "https://evil.example" }, false, "foreign"],
  ["a sibling's WebSocket", "GET", { origin: "https://view-o.relay.example" }, true, "foreign"],
  ["a WebSocket without Origin", "GET", {}, true, "foreign"],
  ["a service worker", "GET", { "service-worker": "script", "sec-fetch-site": "same-origin" }, false, "service_worker"],
  ["the same, by its destination", "GET", { "sec-fetch-dest": "serviceworker" }, false, "service_worker"],
];

describe("what may come to a printer's own page", () => {
  it.each(TABLE)("%s", (_, method, headers, isUpgrade, outcome) => {
    expect(judgeRequest({ method, headers }, OWN, isUpgrade)).toBe(outcome);
  });

  it("nothing that can change something comes without this host's Origin, whatever else it says", () => {
    const value = fc.constantFrom(
      "same-origin",
      "none",
      "same-site",
      "cross-site",
      "navigate",
      "document",
      "iframe",
      "",
    );
    const others = fc.record({ "sec-fetch-site": value, "sec-fetch-mode": value, "sec-fetch-dest": value });
    const origin = fc.option(
      fc.constantFrom("null", "", `${OWN}.`, `${OWN}/`, OWN.toUpperCase(), "https://evil.example"),
    );
    const asked = fc.constantFrom<[string, boolean]>(["POST", false], ["DELETE", false], ["PUT", false], ["GET", true]);
    fc.assert(
      fc.property(others, origin, asked, (headers, said, [method, isUpgrade]) => {
        const all = { ...headers, ...(said !== null && { origin: said }) };
        expect(judgeRequest({ method, headers: all }, OWN, isUpgrade)).toBe("foreign");
      }),
    );
  });
});
