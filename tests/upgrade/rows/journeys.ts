import type { Row, Rows } from "../upgrade-steps";
import { publicId } from "./printers";
import { at, hex } from "./times";

const JOURNEY = {
  visitPath: null,
  appId: null,
  returnUrl: null,
  printerId: null,
  appLogoUrl: null,
  apiKeyAppName: null,
  state: null,
  uiLocale: null,
  answer: "connection",
  codeChallenge: null,
  email: null,
  userId: null,
  halfUserId: null,
  halfAt: null,
  halfBy: null,
  resetting: false,
  chosenLife: null,
  replaces: false,
  staySignedIn: false,
  addingPrinter: false,
  printerWaived: false,
  foundPrinter: null,
  chosenPrinter: null,
  refusedPrinters: [],
  carriedCode: null,
  draft: null,
  createdAt: at(100),
  lastSeenAt: at(101),
  endedAt: null,
  endedReason: null,
};

const journey = (id: string, change: Row): Row => ({
  ...JOURNEY,
  id,
  browserDigest: hex(`browser of ${id}`),
  goal: "app",
  ...change,
});

const lives = ["none", "year", "month", "day"].map((chosenLife) => journey(`life-${chosenLife}`, { chosenLife }));

const halves = ["code", "password", "google", "github", "apple", "oidc"].map((halfBy) =>
  journey(`half-${halfBy}`, { halfUserId: "user-1", halfAt: at(102), halfBy }),
);

const ended = ["cancelled", "access_denied", "supporter_required"].map((endedReason) =>
  journey(`ended-${endedReason}`, { appId: "app-1", endedAt: at(103), endedReason }),
);

const code = (portalSessionId: string, change: Row): Row => ({
  portalSessionId,
  email: "ada@example.test",
  codeDigest: hex(`code of ${portalSessionId}`),
  createdAt: at(104),
  expiresAt: at(114),
  wrongTries: 1,
  usedAt: null,
  sessionsMade: 0,
  ...change,
});

const proof = (portalSessionId: string, change: Row): Row => ({
  portalSessionId,
  printerRowId: "printer-1",
  codeDigest: hex(`proof of ${portalSessionId}`),
  createdAt: at(106),
  expiresAt: at(116),
  wrongTries: 2,
  provenAt: null,
  givenUpAt: null,
  ...change,
});

/** Journeys, and the codes that were mailed in them. */
export const JOURNEYS: Rows = {
  PortalSession: [
    journey("journey-1", {
      appId: "app-1",
      returnUrl: "https://app.example.test/back",
      printerId: publicId("ONE"),
      appLogoUrl: "https://app.example.test/logo.png",
      apiKeyAppName: "Print Watch",
      uiLocale: "de",
      state: "a state",
      email: "ada@example.test",
      userId: "user-1",
      resetting: true,
      replaces: true,
      staySignedIn: true,
      addingPrinter: true,
      printerWaived: true,
      foundPrinter: "printer-2",
      chosenPrinter: "printer-1",
      draft: { printerName: "Mini" },
    }),
    journey("journey-2", { goal: "printer" }),
    journey("journey-bound", { appId: "app-1", codeChallenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM" }),
    journey("journey-tunnel", { appId: "app-1", returnUrl: "watch://tunnel", answer: "tunnel" }),
    journey("journey-3", { goal: "visit", visitPath: "/account" }),
    // App, account and printers are gone since.
    journey("journey-4", {
      carriedCode: "sealed code",
      appId: "app-gone",
      userId: "user-gone",
      printerId: publicId("GONE"),
      halfUserId: "user-gone",
      foundPrinter: "printer-gone",
      chosenPrinter: "printer-gone",
    }),
    ...lives,
    ...halves,
    ...ended,
  ],
  MailCode: [code("journey-1", { usedAt: at(105), sessionsMade: 1 }), code("journey-2", {})],
  KeyProof: [
    proof("journey-1", { provenAt: at(107) }),
    proof("journey-2", { givenUpAt: at(108) }),
    proof("journey-4", { printerRowId: "printer-gone" }),
  ],
  SetupToken: [
    {
      id: "setup-1",
      tokenDigest: hex("setup-1"),
      journeyId: "journey-1",
      userId: "user-1",
      createdAt: at(31),
      expiresAt: at(61),
      printerId: "printer-2",
      hostName: "voron-pi",
      voidedAt: at(32),
      refusedAt: at(33),
    },
  ],
  AgentDigits: [
    {
      userId: "user-1",
      seed: "seed-1",
      codeDigest: hex("digits-1"),
      journeyId: "journey-1",
      createdAt: at(31),
      expiresAt: at(41),
      askedAt: at(32),
      heldAt: at(33),
      heldFrom: "203.0.113.9",
      confirmedAt: at(34),
    },
  ],
  AgentCode: [
    {
      id: "agent-code-1",
      codeDigest: hex("agent-code-1"),
      journeyId: "journey-1",
      userId: "user-1",
      hostName: "voron-pi",
      lanIp: "192.168.1.21",
      createdAt: at(31),
      expiresAt: at(91),
      printerId: "printer-3",
    },
  ],
};
