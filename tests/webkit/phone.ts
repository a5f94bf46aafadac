import { By, type WebDriver } from "selenium-webdriver";
import { waitFor } from "@/tests/printers/proofs";

const PATIENCE_MS = 15_000;
const SETTLE_MS = 2_000;

/** A person with a phone. What a screen has to be is looked at whenever one is there. */
export type Phone = {
  taps: number;
  open(url: string): Promise<void>;
  /** Waits for a step, and looks at its screen. @param bare it has no main button */
  at(step: string, bare?: boolean): Promise<void>;
  /** Taps a button, by the beginning of its name. */
  tap(name: string): Promise<void>;
  /** Types into a field, by its label, in the place of what stood there. */
  type(label: string, text: string): Promise<void>;
  url(): Promise<string>;
};

/** What is wrong with the screen as it is seen at first. Runs in the page. */
const FIND_FAULTS = `
  const faults = [];
  const root = document.scrollingElement;
  scrollTo(1000, 0);
  if (root.scrollWidth > root.clientWidth || scrollX > 0) faults.push("it scrolls sideways");
  scrollTo(0, 0);
  const main = [...document.querySelectorAll("main [data-primary]")].find((button) => button.checkVisibility());
  if (!main && !arguments[0]) faults.push("it has no main button");
  if (main) {
    const { left, right, top, bottom, width, height } = main.getBoundingClientRect();
    const isInside = left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight;
    if (!isInside) faults.push("the main button is outside");
    const hit = document.elementFromPoint(left + width / 2, top + height / 2);
    if (!main.contains(hit)) faults.push("the main button is covered");
  }
  return faults;`;

/** Notes for the next page whether the page's script had taken the form as sent. Runs in the page. */
const NOTE_SENT = `
  sessionStorage.removeItem("sent");
  addEventListener("submit", ({ target }) => sessionStorage.setItem("sent", String("busy" in target.dataset)));`;

const READ_STEP = `
  return document.readyState === "complete" ? document.querySelector("main[data-step]")?.dataset.step : undefined;`;

/** @returns what is on the screen; undefined while it changes */
const ask = <T>(driver: WebDriver, script: string) => driver.executeScript<T | null>(script).catch(() => undefined);

async function expectSentByScript(driver: WebDriver): Promise<void> {
  const sent = await ask<string>(driver, 'return sessionStorage.getItem("sent")');
  if (sent !== "true") throw new Error(`the page's script did not run: a form was sent without it (${sent})`);
}

/** @param driver WebKit with the window of a phone */
export function holdPhone(driver: WebDriver): Phone {
  let sends = false;
  const shown = (xpath: string) =>
    waitFor(
      xpath,
      async () => {
        for (const element of await driver.findElements(By.xpath(xpath)))
          if (await element.isDisplayed().catch(() => false)) return element;
        return undefined;
      },
      PATIENCE_MS,
    );
  const phone: Phone = {
    taps: 0,
    open: (url) => driver.get(url),
    url: () => driver.getCurrentUrl(),
    async at(step, bare = false) {
      let last: string | null | undefined;
      await waitFor(
        `step ${step}`,
        async () => (last = await ask<string>(driver, READ_STEP)) === step || undefined,
        PATIENCE_MS,
      ).catch(async (error: Error) => {
        throw new Error(`${error.message}: ${last} at ${(await driver.getCurrentUrl()).split("?")[0]}`);
      });
      if (sends) await expectSentByScript(driver);
      sends = false;
      let faults: string[] = [];
      // While one page turns into the next nothing is where it is hit.
      const isFine = async () => (faults = await driver.executeScript<string[]>(FIND_FAULTS, bare)).length === 0;
      await waitFor("a screen in order", async () => (await isFine()) || undefined, SETTLE_MS).catch(() => {
        throw new Error(`the screen of ${step}: ${faults.join(", ")}`);
      });
    },
    async tap(name) {
      const button = await shown(`//button[starts-with(normalize-space(.), "${name}")]`);
      await driver.executeScript(NOTE_SENT);
      sends = true;
      phone.taps++;
      await button.click();
    },
    async type(label, text) {
      const field = await shown(`//input[@id = //label[normalize-space(.) = "${label}"]/@for]`);
      await field.clear();
      await field.sendKeys(text);
    },
  };
  return phone;
}
