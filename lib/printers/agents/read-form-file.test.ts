import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readFormFile } from "@/lib/printers/agents/read-form-file";

const MB = 1024 * 1024;
const part = (name: string, bytes: Buffer | string, head = "") =>
  Buffer.concat([
    Buffer.from(`--b\r\nContent-Disposition: form-data; name="${name}"; filename="x.jpg"${head}\r\n\r\n`),
    Buffer.from(bytes),
    Buffer.from("\r\n"),
  ]);
const form = (...parts: Buffer[]) => Buffer.concat([...parts, Buffer.from("--b--\r\n")]);
const TYPE = "multipart/form-data; boundary=b";

describe("the file of a form", () => {
  it("is its bytes, whatever they are, among other parts, as libraries write it", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 2000 }), async (bytes) => {
        const data = new FormData();
        data.set("lag", "1");
        data.set("pic", new Blob([new Uint8Array(bytes)]));
        const written = new Response(data);
        const body = Buffer.from(await written.clone().arrayBuffer());
        const found = readFormFile(written.headers.get("content-type") ?? "", body, "pic");
        expect(found && Buffer.compare(found, bytes)).toBe(0);
      }),
    );
  });

  it.each([
    ["a boundary that is said twice", "multipart/form-data; boundary=b; boundary=fake"],
    ["another parameter that ends in it", "multipart/form-data; boundary=b; x-boundary=fake"],
    ["a boundary with a sign of its own", 'multipart/form-data; boundary="b\\r"'],
    ["no boundary", "multipart/form-data"],
    ["another kind of form", "application/x-www-form-urlencoded"],
    ["no type", ""],
  ])("is not looked for behind %s", (_, type) => {
    expect(readFormFile(type, form(part("pic", "x")), "pic")).toBeUndefined();
  });

  const HOSTILE: [string, Buffer][] = [
    ["of a hundred thousand parts", form(...Array.from({ length: 100_000 }, () => part("a", "")))],
    ["with a head that does not end", Buffer.concat([Buffer.from("--b\r\n"), Buffer.alloc(8 * MB, "A:b\r\n")])],
    ["with a long head", form(part("pic", "x", `\r\nX: ${"x".repeat(3000)}`))],
    ["that does not end", part("pic", Buffer.alloc(8 * MB, "\r\n-"))],
    ["that begins with something else", Buffer.concat([Buffer.from("x\r\n"), form(part("pic", "x"))])],
    ["without the file", form(part("other", "x"))],
    ["that is empty", Buffer.alloc(0)],
  ];
  it.each(HOSTILE)("is nothing in a form %s", (_, body) => {
    expect(readFormFile(TYPE, body, "pic")).toBeUndefined();
  });

  it("is read or refused, and never thrown at", () => {
    const words = fc.constantFrom("--b", "\r\n", "--", 'Content-Disposition: form-data; name="pic"', "\r\n\r\n", "x");
    fc.assert(
      fc.property(fc.array(words), (pieces) => {
        readFormFile(TYPE, Buffer.from(pieces.join("")), "pic");
      }),
    );
  });
});
