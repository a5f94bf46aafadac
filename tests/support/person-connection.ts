import { days, fromNow } from "@/lib/clock";
import { db } from "@/lib/db/client";
import { digest } from "@/lib/digest";
import { randomLabel, randomToken } from "@/lib/random";
import type { Person } from "@/tests/support/person";

export type Connection = { label: string; token: string; authorization: string };

/** A connection of a person's printer that may be used, with its secrets. */
export async function connect({ userId, ids }: Person): Promise<Connection> {
  const [label, token, bearer] = [randomLabel(26), randomToken(30), randomToken(30)];
  const consent = await db().consent.findUniqueOrThrow({ where: { id: ids.consent ?? "" } });
  const digests = { labelDigest: digest(label), tokenDigest: digest(token), bearerDigest: digest(bearer) };
  await db().appConnection.create({
    data: {
      id: `acp${randomToken(21)}`,
      consentId: consent.id,
      appId: consent.appId,
      userId,
      printerId: ids.printerRow ?? "",
      sibling: 2,
      ...digests,
      basicUserDigest: digest(randomToken(22)),
      basicPasswordDigest: digest(randomToken(22)),
      expiresAt: fromNow(days(1)),
    },
  });
  return { label, token, authorization: `Bearer ${bearer}` };
}
