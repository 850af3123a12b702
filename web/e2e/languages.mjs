/**
 * The pages in Arabic and German: the direction and the widget follow, axe finds nothing, nothing is cut off, and no text of
 * the English catalogs is left.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

import { accessibilityFaults, inBrowser, isLive, overflow, use } from "./browser.mjs";

const PHONE = { width: 390, height: 844, isMobile: true, hasTouch: true };
const SMALLEST = { width: 320, height: 568 };
/** Also names of plans. */
const NAMES = ["Free", "Premium"];
const catalog = (language) => JSON.parse(readFileSync(`languages/page/${language}.json`, "utf8"));
const widget = (language) => JSON.parse(readFileSync(`languages/${language}.json`, "utf8"));
const [ARABIC, GERMAN] = [catalog("ar"), catalog("de")];

await inBrowser(async (open) => {
  for (const look of [{}, { ...PHONE, colorScheme: "dark" }, SMALLEST]) {
    const page = await open({ ...look, locale: "ar" });
    await page.goto("/");
    await page.getByRole("heading", { name: ARABIC.welcome }).waitFor();
    await isGood(page, "ar", look);
    await page.getByRole("button", { name: ARABIC.signInAs.replace("{name}", "\u2068demo\u2069") }).click();
    await isLive(page);
    await use(10);
    await isRefused(page, ARABIC);
    await isGood(page, "ar", look);
  }

  const page = await open({ locale: "ar" });
  await page.goto("/admin");
  await page.getByRole("button", { name: ARABIC.signInAs.replace("{name}", "\u2068operator\u2069") }).click();
  await page.getByRole("heading", { name: ARABIC.retention }).waitFor();
  await page.getByRole("heading", { name: ARABIC.auditLog }).waitFor();
  await isGood(page, "ar", "admin");
  assert.equal(await page.title(), ARABIC.adminTitle);

  await page.goto("/");
  await page.getByRole("button", { name: ARABIC.signInAs.replace("{name}", "\u2068demo\u2069") }).click();
  await isLive(page);
  const choice = page.getByRole("combobox", { name: ARABIC.language });
  await choice.focus();
  await choice.selectOption("Deutsch");
  await page.getByRole("heading", { name: GERMAN.shopTitle }).waitFor();
  await isLive(page);
  assert.equal(await page.evaluate(() => document.activeElement.className), "language", "the choice keeps the focus");
  await isRefused(page, GERMAN);
  await isGood(page, "de", "chosen");
  await page.reload();
  await isLive(page);
  await isGood(page, "de", "kept");
});

/** What the service refuses is told in the language of the page, as what a use did is. */
async function isRefused(page, words) {
  const form = page.getByRole("form", { name: words.joinTeam });
  await form.getByLabel(words.invitationCode).fill("nothing-has-this-code");
  await form.getByRole("button", { name: words.join }).click();
  await page.getByRole("alert").getByText(words.problemInvitationNotFound).waitFor();
  await page.getByRole("button", { name: words.sizeBook }).click();
  await page.getByText(words.tooMuch, { exact: true }).waitFor();
  await page.getByRole("button", { name: words.use, exact: true }).click();
  await page.getByText(words.couldUse).waitFor();
}

async function isGood(page, language, look) {
  const seen = `${language} ${JSON.stringify(look)}`;
  const direction = language === "ar" ? "rtl" : "ltr";
  for (const place of await page.locator("html, .yb-root").all()) {
    assert.deepEqual([await place.getAttribute("lang"), await place.getAttribute("dir")], [language, direction], seen);
  }
  assert.deepEqual(await english(page, language), [], seen);
  assert.deepEqual(await accessibilityFaults(page), [], seen);
  assert.equal(await overflow(page), 0, `${seen} scrolls sideways`);
}

/** The texts of the English catalogs that are read or heard on the page. */
async function english(page, language) {
  const own = new Set([...Object.values(catalog(language)), ...Object.values(widget(language))]);
  const words = [...Object.values(catalog("en")), ...Object.values(widget("en"))].filter((text) => /^[^{}]*[a-z]{2}[^{}]*$/i.test(text) && !own.has(text) && !NAMES.includes(text));
  return page.evaluate((foreign) => {
    const read = [];
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) read.push(texts.currentNode.data.trim());
    for (const one of document.querySelectorAll("*")) {
      for (const name of ["aria-label", "placeholder", "title", "data-label"]) read.push(one.getAttribute(name)?.trim());
    }
    return foreign.filter((text) => read.includes(text));
  }, words);
}
