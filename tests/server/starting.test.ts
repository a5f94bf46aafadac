import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { until } from "@/tests/support/plugin";
import { freePort, launch, newDataDir, printed } from "@/tests/support/portal";

describe("starting", () => {
  it("is refused in production with one sentence per missing setting", async () => {
    const { child, output } = launch(["dist/server.mjs"], {
      PORTAL_URL: "https://portal.example",
      DATA_DIR: newDataDir(),
    });
    const code = await new Promise((resolve) => child.once("exit", resolve));
    expect(code).toBe(1);
    expect(output().trim().split("\n")).toEqual(
      ["RELAY_DOMAIN", "DATABASE_URL", "AUTH_SECRET", "SMTP_URL", "MAIL_FROM", "SERVICE_NAME"].map((name) =>
        expect.stringMatching(new RegExp(`^${name} is missing: .+\\.$`)),
      ),
    );
  });

  it("says which port is in use, and leaves no database behind", async () => {
    const holder = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => holder.once("listening", resolve));
    const dataDir = newDataDir();
    const { child, output } = launch(["dist/server.mjs"], {
      PORT: String((holder.address() as AddressInfo).port),
      DATA_DIR: dataDir,
    });
    expect(await new Promise((resolve) => child.once("exit", resolve))).toBe(1);
    expect(output()).toMatch(/PORT \d+ is in use/);
    expect(existsSync(path.join(dataDir, "postgres", "postmaster.pid"))).toBe(false);
    holder.close();
  });

  it("by npm start needs nothing, listens on loopback of both families, and Ctrl-C ends all of it", async () => {
    const port = await freePort();
    const dataDir = newDataDir();
    const started = launch(["scripts/start.mjs"], { PORT: String(port), DATA_DIR: dataDir }, { detached: true });
    await printed(started, "The portal is ready");
    expect(started.output()).toContain(`http://localhost:${port}/appportal/v1?appId=devtest`);
    for (const host of [`localhost:${port}`, `127.0.0.1:${port}`, `[::1]:${port}`]) {
      const answer = await fetch(`http://${host}/appportal/v1?appId=devtest`);
      expect(answer.status, host).toBe(200);
    }
    const databaseMark = path.join(dataDir, "postgres", "postmaster.pid");
    expect(existsSync(databaseMark)).toBe(true);
    // What a terminal does: the signal goes to the whole group.
    process.kill(-(started.child.pid ?? 0), "SIGINT");
    expect(await new Promise((resolve) => started.child.once("exit", resolve))).toBe(0);
    await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow();
    expect(existsSync(databaseMark)).toBe(false);
  });

  it("by npm start leaves nothing running when npm is told to stop", async () => {
    const port = await freePort();
    const dataDir = newDataDir();
    const env = { ...process.env, PORT: String(port), DATA_DIR: dataDir, ENV_FILE: "" };
    const npm = spawn("npm", ["start"], { env, stdio: ["ignore", "pipe", "ignore"] });
    let output = "";
    npm.stdout.on("data", (piece: Buffer) => (output += piece.toString()));
    await printed({ child: npm, output: () => output }, "The portal is ready");
    npm.kill("SIGTERM");
    const databaseMark = path.join(dataDir, "postgres", "postmaster.pid");
    await until("the database has ended", () => !existsSync(databaseMark));
    await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow();
    // npm, its shell and a look at the build come before the server.
  }, 90_000);
});
