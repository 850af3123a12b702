/**
 * A large catalog: models are found under any of their names, told in words and read in pages; uses tell what was beyond
 * plain tokens; operators see where prices come from. MODELS premium models of the provider "lister" were applied, and a
 * model with an alias, many rates and a long name.
 */
import assert from "node:assert/strict";

import { accessibilityFaults, inBrowser, overflow, shows, signIn } from "./browser.mjs";

const MODELS = Number(process.env.MODELS);
const LONG = process.env.LONG;
const PHONE = { width: 390, height: 844, isMobile: true, hasTouch: true };

await inBrowser(async (open) => {
  const page = await open();
  await signIn(page);
  await shows(page, 10_000);
  const catalog = page.getByRole("region", { name: "Models", exact: true });
  await pages(page, catalog);
  await names(catalog);
  await words(page, catalog);
  assert.deepEqual(await accessibilityFaults(page), []);
  await use(page);
  await origins(open);
  await fits(open);
});

/** All models, 50 at a time; with the keyboard too. */
async function pages(page, catalog) {
  const rows = catalog.locator("tbody tr");
  await catalog.getByLabel("Provider").selectOption("Lister");
  await catalog.getByText(`${MODELS.toLocaleString("en")} models; 1 to 50 are shown`).waitFor();
  assert.equal(await rows.count(), 50);
  await catalog.getByRole("button", { name: "Next" }).focus();
  await page.keyboard.press("Enter");
  await catalog.getByText("51 to 100 are shown").waitFor();
  await catalog.getByRole("rowheader", { name: /^Listed 51 / }).waitFor();
  assert.equal(await rows.count(), 50);
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Enter");
  await catalog.getByText("1 to 50 are shown").waitFor();
  await catalog.getByLabel("Provider").selectOption("All providers");
}

/** Aliases, prefixes, dates and other scripts lead to the model. */
async function names(catalog) {
  const search = catalog.getByRole("searchbox");
  for (const name of ["ALIAS of long", "文心", "gateway/long-model@2026-01-31", "modèle:free"]) {
    await search.fill(name);
    await catalog.getByText("1 model", { exact: true }).waitFor();
    await catalog.getByRole("rowheader", { name: LONG }).waitFor();
  }
  await search.fill("no such model");
  await catalog.getByText("0 models").waitFor();
  await search.fill("");
}

async function words(page, catalog) {
  await catalog.getByRole("searchbox").fill("gpt-4");
  const row = catalog.getByRole("row", { name: "GPT-4 gpt-4 " });
  await row.getByText("8 premium tokens for each token").waitFor();
  await row.getByText("about 1,250 GPT-4 tokens for what you have").waitFor();
  await catalog.getByRole("searchbox").fill("文心");
  await catalog.getByText("Premium tokens for each token: 0.5 input · 2 output · 0.05 cached input").waitFor();
  await catalog.getByText(/^about 20,000 .* tokens in, or 5,000 out, for what you have$/).waitFor();
  await catalog.getByText("More about").click();
  await catalog.getByText("100 for each search").waitFor();
  await catalog.getByText("Above 200,000 input tokens: Premium tokens for each token: 1 input · 2 output").waitFor();
  await catalog.getByText("Priority tier: Premium tokens for each token: 0.75 input · 3 output").waitFor();
  await catalog.getByText("0.75 for each cache write token").waitFor();
  await catalog.getByRole("searchbox").fill("qwen-turbo");
  await catalog.getByText("Free: 1M tokens a month").waitFor();
  const prices = page.getByRole("region", { name: "What models cost" });
  await prices.getByRole("searchbox").fill("文心");
  await prices.getByText("Models 1 to 1 of 1").waitFor();
  await prices.getByText(/^about 20,000 .* tokens in, or 5,000 out, for what you have$/).waitFor();
}

/** A use under another name, in another tier, with a thing that has no price. */
async function use(page) {
  const play = page.getByRole("region", { name: "Use a model" });
  await play.getByLabel("Model").fill("gateway/long-model-2026-01-31");
  await play.getByText("Tier and other units").click();
  await play.getByLabel("Tier of service").selectOption("Batch");
  await play.getByLabel("Other unit").selectOption("pages");
  await play.getByLabel("How many").fill("3");
  await play.locator(".quote").getByText("no price for pages").waitFor();
  await play.locator(".quote").getByText("700 tokens").waitFor();
  await play.getByRole("button", { name: "Use it" }).click();
  await play.getByText(/cost 700 tokens; 9,300 left\. There was no price for pages\.$/).waitFor();
  const history = page.getByRole("region", { name: "History", exact: true });
  const row = history.getByRole("row", { name: new RegExp(`${LONG}.*gateway/long-model-2026-01-31.*Batch tier`) });
  await row.getByText("3 pages").waitFor();
  await row.getByText("no price for pages").waitFor();
  await history.getByLabel("Model").fill("文心");
  await history.locator("tbody tr:only-child", { hasText: LONG }).waitFor();
  await play.getByLabel("Model").fill("lang-model");
  await play.locator(".quote.bad").waitFor();
  await play.getByRole("button", { name: "Use it" }).click();
  await play.getByRole("listitem").getByRole("button", { name: LONG }).click();
  assert.equal(await play.getByLabel("Model").inputValue(), "long-model");
}

async function origins(open) {
  const page = await open();
  await page.goto("/admin");
  await page.getByRole("button", { name: "Sign in as operator" }).click();
  const prices = page.getByRole("region", { name: "Prices and their sources" });
  await prices.getByRole("combobox").selectOption("Price lists");
  await prices.getByRole("row", { name: /^Listed 25 .* list\.json .* version 1/ }).waitFor();
  await prices.getByRole("button", { name: "Next" }).click();
  await prices.getByRole("row", { name: /^Listed 26 / }).waitFor();
  await prices.getByRole("searchbox").fill("qwen-turbo");
  await prices.getByText("No prices found.").waitFor();
  await prices.getByRole("combobox").selectOption("Written by hand");
  await prices.getByRole("row", { name: /^Qwen Turbo qwen-turbo Free: 1M tokens a month by hand .*version 1/ }).waitFor();
  assert.deepEqual(await accessibilityFaults(page), []);
}

async function fits(open) {
  for (const look of [PHONE, { width: 320, height: 568 }]) {
    const page = await open(look);
    await signIn(page);
    const catalog = page.getByRole("region", { name: "Models", exact: true });
    await catalog.getByRole("searchbox").fill("文心");
    await catalog.getByRole("rowheader", { name: LONG }).waitFor();
    await page.getByText(LONG).first().waitFor();
    assert.equal(await overflow(page), 0, `${JSON.stringify(look)} scrolls sideways`);
    assert.deepEqual(await accessibilityFaults(page), []);
  }
}
