import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { NOBODY, place, runScript } from "@/lib/connector/install/test-install";
import { connectorScript } from "@/lib/server/connector-files";

const run = (
  environment: Record<string, string>,
  args: string[] = [],
  script = connectorScript("http://127.0.0.1:1"),
) => runScript(script, environment, { args, ...(NOBODY !== undefined && { uid: NOBODY }) });

const filesIn = (home: string) => readdirSync(home, { recursive: true }).map(String);

describe("the install script, before it installs anything,", () => {
  it("refuses http elsewhere, and a printer that is no address", async () => {
    const { home, environment } = place();
    expect((await run(environment, [], connectorScript("http://portal.example"))).out).toMatch(/is not encrypted/);
    expect((await run(environment, ["--printer", "http://a b"])).out).toMatch(/must be an address/);
    expect((await run(environment, ["--printer", "$(id)"])).out).toMatch(/must be an address/);
    expect((await run(environment, ["--printer"])).out).toMatch(/needs a value/);
    expect((await run(environment, ["--sudo"])).out).toMatch(/is no option/);
    expect(filesIn(home)).toEqual([]);
    expect(await run(environment, ["--help"])).toMatchObject({ code: 0, out: expect.stringContaining("--uninstall") });
  });

  it("takes http from whole addresses of homes and this machine alone, not from names that begin so", async () => {
    const { home, environment } = place();
    const saidAbout = async (host: string) => (await run(environment, [], connectorScript(`http://${host}`))).out;
    // Nothing is there: what counts is that it was asked.
    for (const host of ["localhost:1", "a.localhost:1", "127.0.0.1:1", "[::1]:1"])
      expect(await saidAbout(host)).toMatch(/cannot be reached/);
    const hostile =
      "10.evil.invalid 10.evil.invalid:80 192.168.1.1.evil.invalid 172.16.evil.invalid 127.evil.invalid " +
      "localhost.evil.invalid localhostevil.invalid:80 172.32.0.1 [fdevil] [fc1::1] [::1].evil.invalid 10.0.0.1:80:90";
    for (const host of hostile.split(" ")) expect(await saidAbout(host), host).toMatch(/is not encrypted/);
    expect(filesIn(home)).toEqual([]);
  });

  it.each<[string, string, Record<string, string>, string[]]>([
    ["English for C", "Nothing is installed here.", { LANG: "C.UTF-8" }, []],
    ["English for POSIX", "Nothing is installed here.", { LC_ALL: "POSIX", LANG: "de_DE" }, []],
    ["English for what is not spoken", "Nothing is installed here.", { LANG: "it_IT.UTF-8" }, []],
    ["German", "Hier ist nichts installiert.", { LANG: "de_AT.UTF-8@euro" }, []],
    ["French", "Rien n’est installé ici.", { LC_MESSAGES: "fr_FR", LANG: "de_DE" }, []],
    ["Spanish", "Aquí no hay nada instalado.", { LC_ALL: "es" }, []],
    ["Chinese", "这里没有安装任何内容。", { LANG: "zh_CN.UTF-8" }, []],
    ["English for the other script of Chinese", "Nothing is installed here.", { LANG: "zh_TW.UTF-8" }, []],
    ["what --lang says", "Rien n’est installé ici.", { LANG: "de_DE" }, ["--lang", "fr"]],
    ["what --language= says", "这里没有安装任何内容。", {}, ["--language=zh-Hans"]],
  ])("speaks %s", async (_, text, locale, args) => {
    const { out } = await run({ ...place().environment, ...locale }, ["--uninstall", ...args]);
    expect(out).toBe(`${text}\n`);
  });

  it("refuses a language that it does not speak, and what is none", async () => {
    for (const wrong of ["it", "de'; touch x", "*"]) {
      const { code, out } = await run(place().environment, ["--lang", wrong]);
      expect([code, out]).toEqual([1, "--lang must be one of en, de, es, fr, zh-Hans. Nothing was changed.\n"]);
    }
  });
});
