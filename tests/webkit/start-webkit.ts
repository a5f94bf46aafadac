import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { Builder, type WebDriver } from "selenium-webdriver";
import { startProgram } from "@/tests/printers/programs";
import { waitFor } from "@/tests/printers/proofs";
import { freePort } from "@/tests/support/portal";

/** What an in-app browser leaves of a phone. */
export const PHONE = { width: 390, height: 664 };

/** MiniBrowser's own buttons would keep its window from being as narrow as a phone. */
const NARROW = "button { min-width: 0; padding: 0; }";

/** A screen that nobody sees. @returns its name */
async function startScreen(): Promise<string> {
  const screen = startProgram("Xvfb", ["-displayfd", "1", "-screen", "0", "1024x1024x24", "-nolisten", "tcp"]);
  const number = await waitFor("a screen", () => /^\d+$/m.exec(screen.output())?.[0], 15_000);
  return `:${number}`;
}

const answers = (url: string) =>
  fetch(url).then(
    () => true,
    () => undefined,
  );

/** The place for the page is as large as a phone's, whatever the window needs around it. */
async function makePhone(driver: WebDriver): Promise<void> {
  const window = driver.manage().window();
  await window.setRect({ x: 0, y: 0, ...PHONE });
  const around = PHONE.height - (await driver.executeScript<number>("return innerHeight"));
  await window.setRect({ x: 0, y: 0, width: PHONE.width, height: PHONE.height + around });
  await waitFor("a window as large as a phone", async () => {
    const [width, height] = await driver.executeScript<number[]>("return [innerWidth, innerHeight]");
    return (width === PHONE.width && height === PHONE.height) || undefined;
  }, 5_000); // prettier-ignore
}

/**
 * WebKit with a window like a phone's, driven by the WebDriver that Debian has for it. Its programs end with
 * `stopPrograms`; whoever has the driver calls `quit` before.
 * @param miniBrowser path of the browser @param folder for what it keeps
 */
export async function startWebKit(miniBrowser: string, folder: string): Promise<WebDriver> {
  const settings = path.join(folder, "gtk-3.0");
  mkdirSync(settings, { recursive: true });
  writeFileSync(path.join(settings, "gtk.css"), NARROW);
  const port = await freePort();
  startProgram("WebKitWebDriver", [`--port=${port}`, "--host=127.0.0.1"], {
    DISPLAY: await startScreen(),
    HOME: folder,
    XDG_CONFIG_HOME: folder,
  });
  const server = `http://127.0.0.1:${port}`;
  await waitFor("WebKitWebDriver", () => answers(`${server}/status`), 15_000);
  const driver = new Builder()
    .disableEnvironmentOverrides()
    .usingServer(server)
    .withCapabilities({
      browserName: "MiniBrowser",
      "webkitgtk:browserOptions": { binary: miniBrowser, args: ["--automation"] },
    })
    .build();
  await makePhone(driver);
  return driver;
}
