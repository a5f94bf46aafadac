import { createHash, randomBytes } from "node:crypto";
import type { App } from "./app";
import { expectSame } from "./proofs";

const MEGABYTES = 50;

const digestOf = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");

/** A G-code file that a printer would take an age for and that says nothing: comments, all different. */
function largeFile(): Buffer {
  const line = Buffer.from(`; ${"0".repeat(92)}\nG4 P0\n`);
  const file = Buffer.alloc(MEGABYTES * 1024 * 1024, "\n");
  for (let at = 0; at + line.length <= file.length; at += line.length) {
    line.write(randomBytes(46).toString("hex"), 2, "latin1");
    line.copy(file, at);
  }
  return file;
}

export type TransferPlan = {
  /** Where the file is posted as a form. */
  upload: string;
  /** @param name of the file */
  download(name: string): string;
  headers?: Record<string, string>;
};

/** Brings 50 MB through the relay to the printer and back. @returns what it took */
export async function transferFile(app: App, { upload, download, headers = {} }: TransferPlan): Promise<string> {
  const [name, boundary, file] = ["large.gcode", "portal-test-boundary", largeFile()];
  const body = Buffer.concat([
    Buffer.from(
      `--${boundary}\r\nContent-Disposition: form-data; name="file"; ` +
        `filename="${name}"\r\nContent-Type: application/octet-stream\r\n\r\n`,
    ),
    file,
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ]);
  const sent = await app.ask(upload, app.basic, {
    method: "POST",
    body,
    headers: { ...headers, "Content-Type": `multipart/form-data; boundary=${boundary}` },
  });
  if (sent.status !== 201)
    throw new Error(`the upload was answered with ${sent.status}: ${sent.body.toString().slice(0, 300)}`);
  const got = await app.ask(download(name), app.bearer, { headers });
  expectSame([got.status, got.body.length, digestOf(got.body)], [200, file.length, digestOf(file)], "the download");
  return digestOf(file);
}
