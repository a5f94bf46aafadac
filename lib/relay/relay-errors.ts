import type { OpenError } from "@/lib/gateway/open-stream";
import type { StreamError } from "@/lib/gateway/streams/stream-types";

/**
 * Statuses that the relay itself answers (docs/app-contract.md#4-app-apis). 401, 403 and redirects are never among
 * them.
 */
export type RelayStatus = 400 | 600 | 601 | 602 | 603 | 604 | 605 | 606 | 607 | 608 | 609 | 610;

type RelayError = { reason: string; sentence: string };

/** Reason phrase, and a sentence for people. */
const RELAY_ERRORS: Record<RelayStatus, RelayError> = {
  400: { reason: "Bad Request", sentence: "This request cannot be passed on to a printer." },
  600: { reason: "Relay Error", sentence: "Something went wrong on the way to the printer. Please try again." },
  601: {
    reason: "Printer Not Connected",
    sentence: "The printer is not connected now. It works again as soon as the printer is switched on and online.",
  },
  602: { reason: "Printer Timeout", sentence: "The printer took too long to answer. Please try again." },
  603: { reason: "No Such App Connection", sentence: "There is no such App Connection. Connect the app again." },
  604: {
    reason: "App Connection Revoked",
    sentence: "This App Connection was revoked or has expired. Connect the app again.",
  },
  605: {
    reason: "No Supporter Perks",
    sentence:
      "The owner of this printer has no Supporter Perks now. The connection works again, unchanged, once they have.",
  },
  606: {
    reason: "Credentials Missing Or Wrong",
    sentence: "The credentials of this App Connection are missing or wrong.",
  },
  607: { reason: "Download Too Large", sentence: "This download is larger than the account's limit." },
  609: {
    reason: "Too Much Webcam",
    sentence: "The account has watched its webcams a lot in the last hours. Please try again later.",
  },
  610: { reason: "Plugin Too Old", sentence: "The program beside the printer is too old for this. Please update it." },
  608: { reason: "Upload Too Large", sentence: "This upload is larger than the account's limit." },
};

const STATUSES: Record<StreamError | OpenError, RelayStatus> = {
  printer_gone: 601,
  printer_unreachable: 601,
  not_connected: 601,
  timeout: 602,
  broken: 600,
  reader_too_slow: 600,
  too_many: 600,
  not_allowed: 400,
  too_old: 610,
  needs_dictionary: 610,
};

/** The other reason for 610. */
const NEEDS_DICTIONARY: RelayError = {
  reason: "Plugin Not Readable",
  sentence:
    "The program beside the printer packs its answers in a way that this service cannot read. The owner of the " +
    "printer reads in their account what to do.",
};

/** What is said with a status. @param why as the log has it */
export const relayError = (status: RelayStatus, why?: string): RelayError =>
  why === "needs_dictionary" ? NEEDS_DICTIONARY : RELAY_ERRORS[status];

/** @param error why a stream could not be opened or did not end well */
export const statusOf = (error: StreamError | OpenError): RelayStatus => STATUSES[error];
