import { fromNow, hours, minutes, now } from "@/lib/clock";
import { isChallengeOf } from "@/lib/connections/code-challenge";
import {
  CONSENT_SIBLINGS,
  givesMore,
  holdConsent,
  mayConsent,
  openConsent,
  restsOnFacts,
  type ConsentInput,
  type MintError,
} from "@/lib/connections/consent-store";
import { MINT_PATIENCE, mintFrom, type Minted } from "@/lib/connections/mint-store";
import { db, type Transaction } from "@/lib/db/client";
import type { Prisma } from "@/lib/db/generated/client";
import { digest } from "@/lib/digest";
import { printerPage } from "@/lib/printers/printer-page";
import { ownedPrinter, type OwnedPrinter } from "@/lib/printers/printer-store";
import { randomToken } from "@/lib/random";
import { failure, ok, type Result } from "@/lib/result";
import { isSupporter } from "@/lib/supporters/perks-store";

/** How long a code may wait to be redeemed (RFC 6749, 4.1.2: ten minutes at most). */
const CODE_LIFE_MS = minutes(10);
/** Wrong verifiers that end a code. */
const CODE_TRIES = 5;
const KEPT_MS = hours(1);
const LONGEST_CODE = 200;

/**
 * Gives a code for a journey's consent instead of a connection (RFC 7636): the same consent may be posted again as
 * {@link mintSibling} takes it, and each time gives a code of its own.
 * @param challenge S256 code challenge of the start URL
 * @returns the only copy of the code: `[A-Za-z0-9]`, 190 bits
 */
export async function issueCode(
  input: ConsentInput,
  challenge: string,
): Promise<({ ok: true } & { code: string }) | MintError> {
  return db().$transaction(async (tx) => {
    await holdConsent(tx, input);
    if (!(await mayConsent(tx, input))) return failure("not_allowed");
    const opened = await openConsent(tx, input);
    if (!opened.ok) return opened;
    const consentId = opened.consent.id;
    const given = await tx.authorizationCode.count({ where: { consentId } });
    if (given >= CONSENT_SIBLINGS) return failure("consent_used_up");
    const code = `acpcode${randomToken(32)}`;
    await tx.authorizationCode.create({
      data: {
        codeDigest: digest(code),
        consentId,
        challenge,
        sessionId: input.sessionId ?? null,
        createdAt: now(),
        expiresAt: fromNow(CODE_LIFE_MS),
      },
    });
    return ok({ code });
  }, MINT_PATIENCE);
}

const WITH_CONSENT = {
  consent: { include: { journey: { select: { replaces: true } }, app: { select: { name: true } }, printer: true } },
} satisfies Prisma.AuthorizationCodeInclude;
type CodeRow = Prisma.AuthorizationCodeGetPayload<{ include: typeof WITH_CONSENT }>;

/** The consent that a code stands for, while account, journey and printer are there. */
function consentOf({ sessionId, consent }: CodeRow, address: string) {
  const { journeyId, userId, appId, journey, app } = consent;
  if (journeyId === null || userId === null || !consent.printer) return undefined;
  const printer = ownedPrinter(consent.printer);
  const { printerId, name } = printer;
  const tells = { app: app.name, printer: name, printerUrl: printerPage(printer) };
  const replaces = journey?.replaces ?? false;
  const input = { journeyId, userId, appId, printerId, address, replaces, tells };
  return { printer, input: { ...input, ...(sessionId !== null && { sessionId }) } satisfies ConsentInput };
}
type Given = NonNullable<ReturnType<typeof consentOf>>;

/** Whether a code that is held may still be redeemed, or once more. */
async function isOpen(tx: Transaction, { wrongTries, redeemedAt, expiresAt, consentId }: CodeRow): Promise<boolean> {
  if (wrongTries >= CODE_TRIES || (redeemedAt === null && expiresAt <= now())) return false;
  const consent = await tx.consent.findUniqueOrThrow({ where: { id: consentId } });
  const first = await tx.appConnection.findFirst({ where: { consentId, sibling: 1 }, select: { createdAt: true } });
  // From the first connection on the rule is the one of posting the same consent again.
  return givesMore(consent, first?.createdAt ?? now());
}

/** What an app sends to get its connection. */
export type Redemption = { code: string; verifier: string; appId: string; address: string };

/**
 * Why a code gives nothing. `code_unknown`: there is none such, or not of this app; `verifier_wrong`; `code_over`: used
 * up, too late, or tried too often; `not_allowed`: what the consent rests on is gone; `no_perks`: may come back.
 */
export type RedeemError = "code_unknown" | "verifier_wrong" | "code_over" | "not_allowed" | "no_perks";

/** A connection, and whose and for what it is. */
export type Redeemed = Minted & { journeyId: string; userId: string; appId: string; printer: OwnedPrinter };

async function claim(tx: Transaction, id: string, { input, printer }: Given): Promise<Result<Redeemed, RedeemError>> {
  const { journeyId, userId, appId } = input;
  await holdConsent(tx, input);
  const rests = await restsOnFacts(tx, input);
  // Behind what the facts hold, and in the order that whatever ends codes takes them.
  await tx.$queryRaw`SELECT 1 FROM "Consent" WHERE "journeyId" = ${input.journeyId} FOR UPDATE`;
  await tx.$queryRaw`SELECT 1 FROM "AuthorizationCode" WHERE id = ${id} FOR UPDATE`;
  const held = await tx.authorizationCode.findUnique({ where: { id }, include: WITH_CONSENT });
  if (!held || !(await isOpen(tx, held))) return failure("code_over");
  if (!rests) return failure("not_allowed");
  if (!(await isSupporter(userId, tx))) return failure("no_perks");
  if (held.redeemedAt === null) await tx.authorizationCode.update({ where: { id }, data: { redeemedAt: now() } });
  const consent = await tx.consent.findUniqueOrThrow({ where: { id: held.consentId } });
  return ok({ ...(await mintFrom(tx, consent, input)), journeyId, userId, appId, printer });
}

/**
 * Mints a connection for a code, once everything that its consent rests on was looked at again. Within two minutes the
 * same code gives a sibling, as the same consent posted again does.
 */
export async function redeemCode(redemption: Redemption): Promise<Result<Redeemed, RedeemError>> {
  const { code, verifier, appId, address } = redemption;
  const row =
    code.length <= LONGEST_CODE
      ? await db().authorizationCode.findUnique({ where: { codeDigest: digest(code) }, include: WITH_CONSENT })
      : null;
  if (!row || row.consent.appId !== appId) return failure("code_unknown");
  const { id, challenge } = row;
  if (!isChallengeOf(challenge, verifier)) {
    await db().authorizationCode.updateMany({ where: { id }, data: { wrongTries: { increment: 1 } } });
    return failure("verifier_wrong");
  }
  const given = consentOf(row, address);
  return given ? db().$transaction((tx) => claim(tx, id, given), MINT_PATIENCE) : failure("not_allowed");
}

/** Whether a code was given to an app in development. @param code from the query of the completion page: any text */
export async function isDevelopmentCode(code: string): Promise<boolean> {
  if (!/^acpcode[A-Za-z0-9]{32}$/.test(code)) return false;
  return (
    (await db().authorizationCode.count({
      where: { codeDigest: digest(code), consent: { app: { development: true } } },
    })) > 0
  );
}

/** Forgets codes that are over for an hour. Run from time to time. */
export async function sweepCodes(): Promise<void> {
  await db().authorizationCode.deleteMany({ where: { expiresAt: { lt: fromNow(-KEPT_MS) } } });
}
