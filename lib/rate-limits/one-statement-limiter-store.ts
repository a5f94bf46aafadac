import { RateLimiterPrisma } from "rate-limiter-flexible";
import { db } from "@/lib/db/client";

type Row = { key: string; points: number; expire: Date };

/** The library's limiter on PostgreSQL, which takes a point in one statement where the library sends two. */
export class OneStatementLimiter extends RateLimiterPrisma {
  /**
   * What the library asks of a store: adds points to a window, or begins a new one where there is none that lasts.
   * @param msDuration of the window @param forceExpire sets points and window, whatever there is
   */
  async _upsert(key: string, points: number, msDuration: number, forceExpire = false): Promise<Row | undefined> {
    // The library's clock, as in all else it does.
    const at = new Date();
    const expire = new Date(at.getTime() + msDuration);
    const [row] = await db().$queryRaw<Row[]>`
      INSERT INTO "RateLimit" AS counted ("key", "points", "expire") VALUES (${key}, ${points}, ${expire}::timestamp)
      ON CONFLICT ("key") DO UPDATE SET
        "points" = CASE WHEN ${forceExpire} OR counted."expire" <= ${at}::timestamp
          THEN EXCLUDED."points" ELSE counted."points" + EXCLUDED."points" END,
        "expire" = CASE WHEN ${forceExpire} OR counted."expire" <= ${at}::timestamp
          THEN EXCLUDED."expire" ELSE counted."expire" END
      RETURNING "key", "points", "expire"`;
    return row;
  }
}
