import { existsSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { checkAuthSecret } from "@/lib/db/check-auth-secret";
import { db } from "@/lib/db/client";
import { overrideEnv } from "@/lib/env";
import { setUpDatabase } from "@/tests/support/database";

const [ONE, OTHER] = ["a".repeat(40), "b".repeat(40)];
const start = (authSecret: string, authSecretFile?: string) => {
  overrideEnv({ authSecret, authSecretFile });
  return checkAuthSecret();
};

describe("AUTH_SECRET", () => {
  setUpDatabase();
  beforeEach(() => db().serverSecret.deleteMany());

  it("is the one that the database was first used with, from start to start", async () => {
    await start(ONE);
    await start(ONE);
    await expect(start(OTHER)).rejects.toThrow(
      /^AUTH_SECRET is not the one .+ sealed .+ Put the old one back.+npm run database -- accept auth-secret/,
    );
    await start(ONE);
  });

  it("that is kept in a file is told apart from one that was set", async () => {
    overrideEnv({ authSecretIsNew: false });
    await start(ONE, "/data/auth-secret");
    await expect(start(OTHER, "/elsewhere/auth-secret")).rejects.toThrow(
      /^AUTH_SECRET is not set, and the one in \/elsewhere\/auth-secret is not the one/,
    );
  });

  it("whose file is missing is said to be missing, and none that was made just now is left in its place", async () => {
    const file = path.join(mkdtempSync(path.join(tmpdir(), "auth-secret-")), "auth-secret");
    await start(ONE, file);
    writeFileSync(file, OTHER);
    overrideEnv({ authSecretIsNew: true });
    await expect(start(OTHER, file)).rejects.toThrow(
      /^AUTH_SECRET is not set, and .+\/auth-secret, which held it, is missing\. /,
    );
    expect(existsSync(file)).toBe(false);
    overrideEnv({ authSecretIsNew: false });
  });

  it("is in the database by nothing that could be used for it", async () => {
    await start(ONE);
    const rows = await db().serverSecret.findMany();
    expect(rows).toEqual([
      {
        name: "auth_secret",
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
