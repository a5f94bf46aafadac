import type { OpenError } from "@/lib/gateway/open-stream";
import type { StreamError } from "@/lib/gateway/streams/stream-types";
import { MAX_CONTENT_BYTES, MAX_UPLOAD_BYTES } from "@/lib/obico/limits";

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
  upload_too_large: 608,
  download_too_large: 607,
  endless: 400,
  live_pictures: 400,
  too_many: 600,
  fault: 600,
  not_allowed: 400,
  too_old: 610,
  needs_dictionary: 610,
};

const MB = 1024 * 1024;
const BY_AGENT = "This printer is connected by Obico's program";

/** Other reasons for the same statuses, by what the log says. */
const OTHER_REASONS: Partial<Record<StreamError | OpenError, RelayError>> = {
  needs_dictionary: {
    reason: "Plugin Not Readable",
    sentence:
      "The program beside the printer packs its answers in a way that this service cannot read. The owner of the " +
      "printer reads in their account what to do.",
  },
  endless: {
    reason: "No Streams Through This Printer",
    sentence: `${BY_AGENT}, which passes whole answers only: no live streams. Single pictures can come.`,
  },
  live_pictures: {
    reason: "No Pictures Through This Printer",
    sentence: `${BY_AGENT}, which passes on single pictures of its camera. None came.`,
  },
  upload_too_large: {
    reason: "Upload Too Large",
    sentence: `${BY_AGENT}, which takes uploads of at most ${MAX_UPLOAD_BYTES / MB} MB.`,
  },
  download_too_large: {
    reason: "Download Too Large",
    sentence: `${BY_AGENT}, which gives at most ${MAX_CONTENT_BYTES / MB} MB at once.`,
  },
};

const isOther = (why: string): why is StreamError | OpenError => Object.hasOwn(OTHER_REASONS, why);

/** What is said with a status. @param why as the log has it: a word, and perhaps more behind a colon */
export function relayError(status: RelayStatus, why?: string): RelayError {
  const [word = ""] = why?.split(":") ?? [];
  return (isOther(word) && STATUSES[word] === status && OTHER_REASONS[word]) || RELAY_ERRORS[status];
}

/** @param error why a stream could not be opened or did not end well */
export const statusOf = (error: StreamError | OpenError): RelayStatus => STATUSES[error];
