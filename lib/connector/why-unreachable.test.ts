import { mkdtempSync, writeFileSync } from "node:fs";
import { createServer as createPlainServer } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, it } from "vitest";
import { callPortal } from "@/lib/connector/call-portal";
import { trustCertificates } from "@/lib/connector/trust-certificates";
import { setShared } from "@/lib/shared";
import { selfSignedCertificate } from "@/tests/support/certificate";

const why = async (portal: string) => {
  const answer = await callPortal(portal, "/api/printer/key", undefined, new AbortController().signal);
  return answer.ok ? "answered" : answer.error === "unreachable" ? answer.reason : answer.error;
};

it("says whether it is the name, the port or the certificate, and --ca vouches for a portal", async () => {
  const { key, cert } = selfSignedCertificate("localhost");
  const secure = createServer({ key, cert }, (_request, response) => void response.end("{}"));
  const plain = createPlainServer((_request, response) => void response.end("{}"));
  for (const server of [secure, plain]) await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const portOf = (server: typeof plain | typeof secure) => (server.address() as AddressInfo).port;
  const portal = `https://localhost:${portOf(secure)}`;
  try {
    expect(await why("https://no-such-name.invalid")).toMatch(/the name no-such-name\.invalid is not found/);
    expect(await why("http://localhost:1")).toMatch(/nothing answers at port 1 of localhost/);
    expect(await why(`https://localhost:${portOf(plain)}`)).toMatch(/does not speak https/);
    expect(await why(portal)).toMatch(/cannot be trusted: .*--ca FILE/);
    const file = path.join(mkdtempSync(path.join(tmpdir(), "ca-")), "ca.pem");
    writeFileSync(file, "no certificate");
    expect(trustCertificates(file)).toMatchObject({
      ok: false,
      error: expect.stringMatching(/must hold a certificate/),
    });
    expect(trustCertificates("/no/such/file").ok).toBe(false);
    writeFileSync(file, cert);
    expect(trustCertificates(file).ok).toBe(true);
    expect(await why(portal)).toBe("answered");
  } finally {
    setShared("portal-certificates", undefined);
    secure.close();
    plain.close();
  }
});
