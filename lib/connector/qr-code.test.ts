import QRCode from "qrcode";
import { expect, it } from "vitest";
import { drawQrCode, printQrCode } from "@/lib/connector/qr-code";

const asRows = (text: string, mask: number) => {
  const data = [{ data: new TextEncoder().encode(text), mode: "byte" as const }];
  const { modules } = QRCode.create(data, { errorCorrectionLevel: "L", maskPattern: mask as 0 });
  return Array.from({ length: modules.size }, (_, y) =>
    Array.from({ length: modules.size }, (_unused, x) => modules.get(y, x) === 1),
  );
};

it("draws what a library draws, in every version and with every mask", () => {
  const sizes = new Set<number>();
  for (let length = 1; length <= 858; length += length < 60 ? 7 : 26) {
    const text = `https://portal.example/?${"aZ09-é".repeat(150)}`.slice(0, length);
    const mask = length % 8;
    const drawn = drawQrCode(text, mask);
    if (new TextEncoder().encode(text).length > 858) continue;
    expect(drawn, `${length}`).toEqual(asRows(text, mask));
    sizes.add(drawn?.length ?? 0);
  }
  expect(sizes.size).toBeGreaterThan(16);
});

it("chooses one of the masks by itself, and draws nothing where a text is too long", () => {
  const link = `https://portal.example/getstarted?printerid=${"A".repeat(60)}&code=123456`;
  const chosen = drawQrCode(link);
  expect(Array.from({ length: 8 }, (_, mask) => asRows(link, mask))).toContainEqual(chosen);
  expect(drawQrCode("x".repeat(859))).toBeUndefined();
  expect(printQrCode(link).split("\n").length).toBeLessThan(30);
});
