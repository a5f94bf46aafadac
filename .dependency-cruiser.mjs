/**
 * The folders of `lib` in their order: each may import those before it, never one behind it, so there is no circle.
 * What counts is what runs; a type may be named anywhere. The linter (eslint.config.mjs) holds what single files may
 * import.
 */
const ROOMS = [
  ["observability"],
  ["messages", "obico", "octostream", "pictures"],
  ["db"],
  ["jobs"],
  ["http", "mail", "outbound"],
  ["audit-log", "one-time-codes", "rate-limits", "webhooks"],
  ["connector"],
  ["apps", "accounts", "gateway"],
  ["operator", "printers", "supporters"],
  ["connections"],
  ["octoprint", "relay", "endings"],
  ["tunnels", "view"],
  ["journey"],
  ["web"],
  ["server"],
];

const inRooms = (rooms) => `^lib/(${rooms.join("|")})/`;
const without = (rooms, room) => rooms.filter((other) => other !== room);

/** What a room must not import: those behind it, and its neighbours of the same row. */
const borders = ROOMS.flatMap((row, index) =>
  row.map((room) => ({
    name: `${room}-points-back`,
    severity: "error",
    from: { path: inRooms([room]) },
    to: { path: inRooms([...without(row, room), ...ROOMS.slice(index + 1).flat(), "none"]) },
  })),
);

/** @type {import("dependency-cruiser").IConfiguration} */
export default {
  forbidden: [
    ...borders,
    {
      name: "room-without-a-place",
      comment: "A new folder of lib needs its place in the order above.",
      severity: "error",
      from: {},
      to: { path: "^lib/[^/]+/", pathNot: inRooms(ROOMS.flat()) },
    },
    {
      name: "journey-points-back",
      comment: "Within the journey: urls, what is read with them, what acts on it.",
      severity: "error",
      from: { path: "^lib/journey/(urls|read)/" },
      to: { path: "^lib/journey/act/" },
    },
    {
      name: "journey-urls-read-nothing",
      severity: "error",
      from: { path: "^lib/journey/urls/" },
      to: { path: "^lib/journey/read/" },
    },
    { name: "circle-of-files", severity: "error", from: {}, to: { circular: true } },
  ],
  options: {
    tsPreCompilationDeps: false,
    tsConfig: { fileName: "tsconfig.json" },
    exclude: { path: "(^|/)(node_modules|generated)/|\\.test\\.ts$|(^|/)test-[^/]+\\.ts$" },
    doNotFollow: { path: "node_modules" },
  },
};
