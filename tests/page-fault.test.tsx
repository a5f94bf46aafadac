import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import PageFault from "@/app/error";

describe("the page for a fault after a page had begun to arrive", () => {
  it("has the reference that the log has, a way on, and a snapped filament", () => {
    const html = renderToStaticMarkup(<PageFault error={Object.assign(new Error("secret"), { digest: "BBQWWX6F" })} />);
    expect(html).toContain("<h1");
    expect(html).toContain("Reference BBQWWX6F");
    expect(html).toMatch(/<button type="button"[^>]*>Try again<\/button>/);
    expect(html).toContain('data-state="snapped"');
    expect(html).not.toContain("secret");
  });

  it("names no reference where there is none", () => {
    expect(renderToStaticMarkup(<PageFault error={new Error("secret")} />)).not.toMatch(/Reference|secret/);
  });
});
