import { atStep, startUrl } from "../support/journey";
import { mailedCode } from "../support/mail";
import { PILOT, registerApps } from "../support/picture-apps";
import { test } from "../support/pictures";

test.beforeAll(registerApps);

/** The main button of a page, whatever it says. */
const MAIN = "main [data-primary]";

for (const [tag, folder] of [
  ["de", "97-de"],
  ["zh-Hans", "98-zh"],
] as const)
  test(`pictures of the main screens in ${tag}`, async ({ camera, printer }) => {
    const { page, portal, shot, visit } = camera;
    const email = `robin.${tag.slice(0, 2)}@example.org`;
    const press = () => page.locator(MAIN).filter({ visible: true }).first().click();
    await page.goto(startUrl(portal, { ...PILOT, ui_locales: tag }));
    await shot(`${folder}-1-welcome`);
    await press();
    await atStep(page, "account");
    await shot(`${folder}-2-account`);
    await page.locator("input[name=email]").fill(email);
    await press();
    await atStep(page, "verify");
    await shot(`${folder}-3-verify`);
    await page.locator("input[name=code]").fill(await mailedCode(portal, email));
    await atStep(page, "printer");
    await shot(`${folder}-4-printer`);
    await page.locator("input[name=code]").fill(await printer.code());
    await page.locator("input[name=name]").waitFor();
    await shot(`${folder}-5-found`);
    await press();
    await atStep(page, "supporter");
    await shot(`${folder}-6-supporter`);
    await press();
    await atStep(page, "sandbox-checkout");
    await press();
    await atStep(page, "authorize");
    await shot(`${folder}-7-authorize`);
    await press();
    await page.locator('main[data-step="done"]').waitFor();
    await shot(`${folder}-8-opening`);
    await visit(`${folder}-9-account`, "/account");
    await visit(`${folder}-9-security`, "/account/security");
    await visit(`${folder}-9-not-found`, `/nothing-here?ui_locales=${tag}`);
  });
