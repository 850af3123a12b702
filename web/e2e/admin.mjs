/** The operator's figures follow a use and a purchase; the log shows who did what; other callers are refused. */
import assert from "node:assert/strict";

import { accessibilityFaults, api, developmentToken, inBrowser, overflow, signIn, use } from "./browser.mjs";

const PHONE = { width: 390, height: 844, isMobile: true, hasTouch: true };
const SMALLEST = { width: 320, height: 568 };

await inBrowser(
  async (open) => {
    const page = await open();
    await page.goto("/admin");
    await page.getByLabel("Access token").waitFor();
    assert.deepEqual(await accessibilityFaults(page), []);
    await page.getByRole("button", { name: "Sign in as operator" }).click();
    await tells(page, "Free-model use", "–", "0 of 0 uses");
    await tells(page, "Net revenue", "–", "No payments");
    await page.getByText("There was no usage in this period.").waitFor();

    await use(100);
    await use(300, { model: "qwen-turbo" });
    assert.equal(await page.getByRole("region", { name: "Used without a price" }).count(), 0);
    await use(300, { model: "qwen-turbo", account: "other", details: [{ unit: "PAGES", quantity: 7 }] });
    await tells(page, "Free-model use", "66.7%", "2 of 3 uses");
    await tells(page, "Bought a pack", "0%", "0 of 2 accounts opened");
    await page.getByRole("region", { name: "Used without a price" }).getByRole("row", { name: "qwen-turbo qwen pages 1 7" }).waitFor();

    const shop = await open();
    await signIn(shop);
    await shop.getByRole("button", { name: "Buy the Power Pack for $10" }).click();
    await shop.getByRole("button", { name: /^Pay \d/ }).click();
    await shop.getByText("The Power Pack is yours").waitFor();
    await tells(page, "Net revenue", "$10", "$10 paid, $0 returned");
    await tells(page, "Revenue per user", "$", "1 account paid");
    await tells(page, "Bought a pack", "50%", "1 of 2 accounts opened");
    await page.getByRole("region", { name: "Tokens outstanding" }).getByRole("row", { name: /^Packs 500,000 \$/ }).waitFor();

    await sortsAndRanges(page);
    await tellsWhoDidWhat(page);
    await page.reload();
    await tells(page, "Free-model use", "66.7%", "2 of 3 uses");
    await looksWell(open);

    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByLabel("Access token").fill(await developmentToken("demo"));
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await page.getByText("your token lacks the scope “admin”").first().waitFor();
    assert.equal(await page.locator(".tile, tbody tr").count(), 0);
    assert.deepEqual(await accessibilityFaults(page), []);
  },
);

function tells(page, name, value, told) {
  const tile = page.locator(".tile", { has: page.getByText(name, { exact: true }) });
  return tile.filter({ hasText: value }).filter({ hasText: told }).waitFor();
}

async function sortsAndRanges(page) {
  const table = page.getByRole("region", { name: "Consumption by model and plan" });
  const first = () => table.locator("tbody tr").first().innerText();
  assert.match(await first(), /gpt-4o\s+openai\s+FREE\s+premium\s+1\s+100\s+500/);
  await table.getByRole("button", { name: "Uses" }).click();
  assert.match(await first(), /qwen-turbo\s+qwen\s+FREE\s+free\s+2\s+600\s+Free/);
  assert.equal(await table.getByRole("columnheader", { name: "Uses" }).getAttribute("aria-sort"), "descending");

  await page.getByRole("button", { name: "12 months" }).click();
  await page.getByRole("heading", { name: "By week" }).waitFor();
  await tells(page, "Free-model use", "66.7%", "2 of 3 uses");
  await page.getByRole("button", { name: "Custom days" }).click();
  await page.getByLabel("Through").fill("2020-03-01");
  await page.getByText("Choose a first day, and a last day that is not before it.").waitFor();
  await page.getByLabel("From").fill("2020-02-01");
  await tells(page, "Free-model use", "–", "0 of 0 uses");
  await page.getByRole("button", { name: "30 days" }).click();
  await page.getByText("Show as a table").click();
  await page.getByRole("group", { name: "Figures by day" }).getByRole("row", { name: / 3 2 0 500 2 0 \$10$/ }).waitFor();
  await page.getByText("Show as a table").click();
}

async function tellsWhoDidWhat(page) {
  const adjust = "mutation ($input: AdjustBalanceInput!) { adjustBalance(input: $input) { __typename } }";
  for (let number = 0; number < 6; number += 1) {
    const input = { accountId: number === 0 ? "other" : "demo", tokens: 100 + number, reason: "goodwill", idempotencyKey: `gift-${number}` };
    await api(adjust, { input }, "olga", "admin");
  }
  const log = page.getByRole("region", { name: "Audit log" });
  await log.getByRole("button", { name: "Read again" }).click();
  await log.getByRole("row", { name: /olga Adjusted a balance demo BalanceAdjusted/ }).first().waitFor();
  await log.getByRole("button", { name: "Older" }).click();
  await log.getByRole("row", { name: /olga Adjusted a balance other started .*goodwill/ }).waitFor();
  await log.getByRole("searchbox").fill("other");
  await log.getByRole("row", { name: /olga Adjusted a balance other BalanceAdjusted/ }).waitFor();
  await log.getByRole("cell", { name: "demo", exact: true }).first().waitFor({ state: "detached" });
  await log.getByRole("combobox").selectOption("Erased an account");
  await log.getByText("No actions found.").waitFor();
}

async function looksWell(open) {
  for (const look of [{}, { colorScheme: "dark" }, PHONE, { ...PHONE, colorScheme: "dark" }, SMALLEST]) {
    const page = await open(look);
    await page.goto("/admin");
    await page.getByRole("button", { name: "Sign in as operator" }).click();
    await tells(page, "Free-model use", "66.7%", "2 of 3 uses");
    await page.getByRole("row", { name: /Adjusted a balance/ }).first().waitFor();
    assert.deepEqual(await accessibilityFaults(page), [], JSON.stringify(look));
    assert.equal(await overflow(page), 0, `${JSON.stringify(look)} scrolls sideways`);
  }
}
