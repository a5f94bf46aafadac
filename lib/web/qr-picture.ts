import QRCode from "qrcode";

/** A QR code as an address that an `img` can show: black on white in both themes, since cameras expect that. */
export function qrPicture(text: string): Promise<string> {
  return QRCode.toDataURL(text, { errorCorrectionLevel: "M", margin: 2, scale: 6 });
}
