import { beforeEach, describe, expect, it } from "vitest";
import { checkAuthSecret } from "@/lib/db/check-auth-secret";
import { db } from "@/lib/db/client";
import { useTestDatabase } from "@/tests/support/database";
import { overrideEnv } from "@/lib/env";

const [ONE, OTHER] = ["a".repeat(40), "b".repeat(40)];
const start = (authSecret: string, authSecretFile?: string) => {
  overrideEnv({ authSecret, authSecretFile });
  return checkAuthSecret();
};

describe("AUTH_SECRET", () => {
  useTestDatabase();
  beforeEach(() => db().serverSecret.deleteMany());

  it("is the one that the database was first used with, from start to start", async () => {
    await start(ONE);
    await start(ONE);
    await expect(start(OTHER)).rejects.toThrow(
      /^AUTH_SECRET is not the one .+ sealed .+ Put the old one back.+npm run database -- accept auth-secret/,
    );
    await start(ONE);
  });

  it("that was generated anew, since DATA_DIR was lost, is told apart from one that was set", async () => {
    await start(ONE, "/data/auth-secret");
    await expect(start(OTHER, "/elsewhere/auth-secret")).rejects.toThrow(
      /^AUTH_SECRET is not set, and the one generated in \/elsewhere\/auth-secret is not the one/,
    );
  });

  it("is in the database by nothing that could be used for it", async () => {
    await start(ONE);
    const rows = await db().serverSecret.findMany();
    expect(rows).toEqual([
      {
        name: "auth-secret",
        fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/),
        sealed: null,
        createdAt: expect.any(Date),
      },
    ]);
    expect(JSON.stringify(rows)).not.toContain(ONE);
  });

  it("of two servers that start at once with different ones counts once", async () => {
    overrideEnv({ authSecret: ONE });
    const first = checkAuthSecret();
    overrideEnv({ authSecret: OTHER });
    const answers = await Promise.allSettled([first, checkAuthSecret()]);
    expect(answers.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  });
});
