import type { Rows } from "../upgrade-steps";
import { at, hex } from "./times";

const PRINTER = {
  saidId: null,
  octoKeyDigest: null,
  deviceDigest: null,
  ownerId: null,
  claimedAt: null,
  name: null,
  saidName: null,
  isNameSuggested: false,
  platform: 0,
  deviceOs: 0,
  isCompanion: false,
  isAgent: false,
  pluginVersion: null,
  lanIp: null,
  lanHttpPort: null,
  networkAddress: null,
  fault: null,
  firstSeenAt: at(0),
  onlineSince: null,
  linkId: null,
  lastSeenAt: null,
  lastConnectedAt: null,
  lastDisconnectedAt: null,
};

const AGENT = { isAgent: true, saidName: "Ender 3", isNameSuggested: true };

/** What a printer calls itself. */
export const publicId = (name: string): string => name.padEnd(40, "A");

const code = (printerId: string, change: object) => ({
  printerId,
  codeDigest: hex(`code of ${printerId}`),
  codeSealed: null,
  createdAt: at(31),
  expiresAt: at(41),
  askedByPrinter: true,
  foundById: null,
  foundAt: null,
  ...change,
});

/** Printers and the codes they are linked with. */
export const PRINTERS: Rows = {
  Printer: [
    {
      ...PRINTER,
      id: "printer-1",
      printerId: publicId("ONE"),
      keyDigest: hex("printer-1"),
      octoKeyDigest: hex("octo"),
      deviceDigest: hex("device"),
      ownerId: "user-1",
      claimedAt: at(30),
      name: "Mini",
      platform: 1,
      deviceOs: 2,
      isCompanion: true,
      pluginVersion: "4.1.2",
      lanIp: "192.168.1.20",
      lanHttpPort: 5000,
      networkAddress: "203.0.113.7",
      onlineSince: at(32),
      linkId: "link-1",
      lastSeenAt: at(33),
      lastConnectedAt: at(32),
      lastDisconnectedAt: at(31),
    },
    { ...PRINTER, id: "printer-2", printerId: publicId("TWO"), keyDigest: hex("printer-2"), fault: "too_old" },
    { ...PRINTER, id: "printer-3", printerId: publicId("THREE"), keyDigest: hex("printer-3"), ...AGENT },
    // A claim of the third one's id.
    { ...PRINTER, id: "printer-4", printerId: `${publicId("THREE")}~0123456789abcdef`, keyDigest: hex("printer-4") },
  ],
  LinkingCode: [
    code("printer-1", { foundById: "user-1", foundAt: at(32) }),
    code("printer-2", { askedByPrinter: false, codeSealed: "c2VhbGVk" }),
    // Found by an account that was deleted since.
    code("printer-3", { foundById: "user-gone", foundAt: at(32) }),
  ],
  OfflineMail: [{ printerId: "printer-1", userId: "user-1", createdAt: at(34), toldAt: at(36) }],
  OfflineWatch: [{ id: 1, since: at(30), lastAt: at(36) }],
  ViewHost: [{ label: "k".repeat(26), printerId: "printer-1", ownerId: "user-1", createdAt: at(34) }],
  ViewTicket: [{ ticketDigest: hex("ticket"), label: "k".repeat(26), sessionId: "session-1", expiresAt: at(35) }],
  ViewSession: [
    {
      id: "view-1",
      tokenDigest: hex("view-1"),
      label: "k".repeat(26),
      sessionId: "session-1",
      createdAt: at(34),
      expiresAt: at(9000),
    },
  ],
};
