import { describe, expect, it } from "vitest";
import { tunnelCompletePage } from "@/lib/journey/complete-page/tunnel-complete-page";

const page = (isConnected: boolean, error: string | null, development = false) =>
  tunnelCompletePage({ isConnected, error, development, nonce: "n0nce" });
const textOf = (html: string) => /<h1>(.*)<\/h1><p>(.*)<\/p>/.exec(html)?.slice(1);

describe("the completion page of apps that take a server's address", () => {
  it.each([
    ["cancelled", /^You canceled/],
    ["access_denied", /^You declined/],
    ["supporter_required", /Supporter Perks/],
    ["session_expired", /too long/],
    ["server_error", /wrong on our side/],
  ])("says in words that it failed: %s", (error, words) => {
    const [title, lead] = textOf(page(false, error)) ?? [];
    expect(title).toBe("Not connected");
    expect(lead).toMatch(words);
    expect(page(false, error)).toContain('class="rest"');
  });

  it("says that it went well", () => expect(textOf(page(true, null))?.[0]).toBe("Connected"));

  it("says neither to who comes back after the address was cleared", () => {
    expect(textOf(page(false, null))?.[0]).toBe("Back to your app");
    expect(page(false, null)).not.toContain('class="thread');
  });

  it.each(["<script>", "constructor", "toString", ""])("repeats nothing of the query: %j", (error) => {
    expect(textOf(page(false, error))?.[0]).toBe("Not connected");
    if (error) expect(page(false, error).split("<main")[1]?.split("</main>")[0]).not.toContain(error);
  });

  it("lists what was returned for an app in development, and never after a failure", () => {
    expect(page(true, null, true)).toContain('id="developer"');
    expect(page(false, "cancelled", true)).not.toContain('id="developer"');
  });
});
