import { digest } from "@/lib/digest";
import {
  checkHandshake,
  type Abilities,
  type CheckedHandshake,
  type HandshakeError,
} from "@/lib/gateway/handshake/check-handshake";
import { faultWords, judgeProgram } from "@/lib/gateway/handshake/judge-program";
import type { ChallengeSolver } from "@/lib/gateway/handshake/solve-challenges";
import { zstdLack } from "@/lib/gateway/handshake/zstd-dictionary";
import { findOwnedPrinter, findResumable, type LinkError, type NewLink } from "@/lib/gateway/links/printer-link-store";
import { count } from "@/lib/observability/counts";
import { log } from "@/lib/observability/log";
import { noteSecurityEvent } from "@/lib/observability/security-event";
import type { HandshakeRequest, Outgoing } from "@/lib/octostream/messages";
import { PLATFORMS } from "@/lib/octostream/platforms";
import { answerResumption } from "@/lib/octostream/resumption";
import { randomToken } from "@/lib/random";
import { consume } from "@/lib/rate-limits/rate-limit-store";
import { failure, ok, type Result } from "@/lib/result";

export type Reply = Extract<Outgoing, { type: "HandshakeReply" }>;
type ReplyError = HandshakeError | LinkError | "too_many" | "unavailable";

const HOUR = 3600;

/** What a rejected printer is told, and how long it should wait: long where only a person can change anything. */
const HANDSHAKE_ERRORS: Record<ReplyError, { error: string; backoffSeconds: number }> = {
  not_primary: { error: "This service accepts a printer's main connection only.", backoffSeconds: HOUR },
  printer_id: { error: "The printer id must be 40 to 60 letters and digits.", backoffSeconds: HOUR },
  private_key: { error: "The printer's private key must be 80 to 128 letters and digits.", backoffSeconds: HOUR },
  challenge: {
    error: "This program was set up for another service: its server key is not ours.",
    backoffSeconds: HOUR,
  },
  copied: {
    error:
      "Another machine with this printer's identity is connected, perhaps because its memory card was " +
      "copied. Only one can be: give this one an identity of its own.",
    backoffSeconds: 300,
  },
  resumed: { error: "This connection was taken up before. Trying again with a challenge.", backoffSeconds: 0 },
  too_many: { error: "Too many connections from this network. Trying again later.", backoffSeconds: 60 },
  unavailable: { error: "The service cannot check printers at this moment. Trying again later.", backoffSeconds: 60 },
};

// 22 characters carry 128 bits; the printer proves itself with it in calls of its own until its next handshake.
const OCTO_KEY_LENGTH = 40;
const LINK_ID_LENGTH = 22;

export type HandshakeDuties = {
  /** Normalised address of the connection. */
  address: string;
  solver(): Promise<ChallengeSolver>;
  /** Gives the printer the place of its key. @returns whether it has an owner */
  admit(link: NewLink, abilities: Abilities): Promise<Result<{ owned: boolean }, LinkError>>;
};

const reject = (error: ReplyError, backoffSeconds = HANDSHAKE_ERRORS[error].backoffSeconds): Reply => {
  count("handshakes", "refused", error);
  log.info({ fault: error }, "a printer's handshake was refused");
  return { type: "HandshakeReply", accepted: false, error: HANDSHAKE_ERRORS[error].error, backoffSeconds };
};

/** What a printer that comes back needs instead of a solved challenge, and by which key; undefined: it needs that. */
async function resume({ printer, privateKey, resumption }: CheckedHandshake) {
  const resumes = resumption && (await findResumable(printer.publicId, digest(privateKey)));
  const text = resumes && answerResumption(resumption, resumes);
  return text ? ok({ text, resumes }) : undefined;
}

async function solve(
  { challenge }: CheckedHandshake,
  solver: ChallengeSolver,
): Promise<Result<{ text: string; resumes?: undefined }, ReplyError>> {
  const answer = await solver.solve(challenge);
  if (answer.ok) return ok({ text: answer.text });
  return failure(answer.error === "wrong_form" ? "challenge" : "unavailable");
}

/** A farm is one address: each of its printers that has an owner has a budget of its own. */
async function countApart({ printer, privateKey }: CheckedHandshake): Promise<boolean> {
  const id = await findOwnedPrinter(printer.publicId, digest(privateKey));
  return id !== undefined && (await consume("handshakesPerPrinter", id)).ok;
}

async function decide(request: HandshakeRequest, { address, solver, admit }: HandshakeDuties): Promise<Reply> {
  // First of all, so that handshakes of a wrong form count too: each costs a connection and a line in the log.
  const allowed = await consume("handshakesPerAddress", address);
  const checked = checkHandshake(request);
  if (!allowed.ok && !(checked.ok && (await countApart(checked.handshake))))
    return reject("too_many", allowed.retryAfterSeconds);
  if (!checked.ok) {
    noteSecurityEvent("handshake_refused", address);
    return reject(checked.error);
  }
  const { handshake } = checked;
  const solved = (await resume(handshake)) ?? (await solve(handshake, await solver()));
  if (!solved.ok) {
    if (solved.error === "challenge") noteSecurityEvent("handshake_refused", address);
    return reject(solved.error);
  }
  const octoKey = randomToken(OCTO_KEY_LENGTH);
  const { printer, privateKey, deviceId, abilities } = handshake;
  const lack = zstdLack();
  const fault = judgeProgram(abilities, lack);
  const proof = {
    keyDigest: digest(privateKey),
    octoKeyDigest: digest(octoKey),
    deviceDigest: deviceId ? digest(deviceId) : null,
  };
  const admitted = await admit(
    {
      ...printer,
      ...proof,
      fault,
      linkId: randomToken(LINK_ID_LENGTH),
      networkAddress: address,
      resumes: solved.resumes,
    },
    abilities,
  );
  if (!admitted.ok) return reject(admitted.error);
  count("handshakes", solved.resumes ? "resumed" : "accepted", "");
  const { platform, publicId, pluginVersion } = printer;
  if (fault) log.warn({ printer: publicId, pluginVersion, fault }, faultWords(fault, lack));
  if (platform !== 5 && !Object.values<number>(PLATFORMS).includes(platform))
    log.info({ platform }, "a printer of an unknown platform");
  // Only the number of entries matters to the printer's side (docs/printer-protocol.md#34-reply-and-waiting): a
  // placeholder, never an address of a person.
  return {
    type: "HandshakeReply",
    accepted: true,
    connectedAccounts: admitted.owned ? ["linked"] : [],
    octoKey,
    rsaChallengeResult: solved.text,
  };
}

/**
 * Decides about a printer's handshake (docs/printer-protocol.md#3-handshake): rate limit, form, challenge, then its key
 * by trust on first use; the cheap checks come first. A fault of ours rejects with a backoff.
 * @returns the reply to send
 */
export async function answerHandshake(request: HandshakeRequest, duties: HandshakeDuties): Promise<Reply> {
  try {
    return await decide(request, duties);
  } catch (error) {
    log.error(
      { reason: error instanceof Error ? error.message.slice(0, 300) : "unknown" },
      "a printer's handshake could not be checked",
    );
    return reject("unavailable");
  }
}
