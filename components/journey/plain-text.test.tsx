import { describe, expect, it } from "vitest";
import { plainText } from "@/components/journey/plain-text";

describe("plainText", () => {
  it("says what a heading says, whatever marks names in it", () => {
    expect(
      plainText([
        "Let ",
        <b key="b">
          <bdi>Printer App</bdi>
        </b>,
        " use ",
        3,
        <br key="br" />,
        null,
        false,
        " printers?",
      ]),
    ).toBe("Let Printer App use 3 printers?");
  });
});
