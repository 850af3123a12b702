/**
 * Insights from the last days of use: forecast, suggestions and savings; days are in the reader's time zone; and
 * the history can be downloaded. USES uses were recorded: one per model and day, an hour before midnight UTC.
 */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";

import { accessibilityFaults, inBrowser, overflow, signIn } from "./browser.mjs";

const USES = Number(process.env.USES);
const DAY = process.env.DAY;

await inBrowser(async (open) => {
  const page = await open({ acceptDownloads: true });
  await signIn(page);
  const insights = page.getByRole("region", { name: "Insights" });
  const allowance = insights.getByRole("listitem").filter({ hasText: "Allowance" });
  await allowance.getByText(/^about \d+(\.\d)? days$/).waitFor();
  await allowance.getByText(/tokens left; \d+(\.\d)? to \d+(\.\d)? days with 80% confidence\.$/).waitFor();
  await allowance.getByText("ends before it renews").waitFor();
  await insights.getByRole("listitem").filter({ hasText: "Qwen Turbo" }).first().getByText("until it renews").waitFor();
  await insights.getByText(/^Free models served \d+ uses/).waitFor();
  await insights.getByText(/would have saved [\d,]+ premium tokens\. If the next 30 days are like the last \d+, it saves about [\d,]+\./).first().waitFor();
  await insights.getByRole("button", { name: /as suggested$/ }).first().click();
  assert.notEqual(await page.locator("#play-model").inputValue(), "gpt-4o");
  assert.deepEqual(await accessibilityFaults(page), []);

  await downloads(page);
  await isOnItsOwnDays(open);

  const phone = await open({ width: 320, height: 568 });
  await signIn(phone);
  await phone.getByText("ends before it renews").waitFor();
  assert.equal(await overflow(phone), 0);
});

async function downloads(page) {
  const history = page.getByRole("region", { name: "History", exact: true });
  const usage = await file(page, "Usage, CSV");
  assert.equal(usage.name, "demo-usage.csv");
  const rows = usage.text.trim().split("\r\n");
  assert.equal(rows.length, USES + 1);
  assert.ok(rows.slice(1).every((row) => /gpt-4o|qwen-turbo/.test(row)));
  const lines = (await file(page, "Usage, JSONL")).text.trim().split("\n").map((line) => JSON.parse(line));
  assert.equal(lines.length, USES);
  const ledger = (await file(page, "Ledger, JSONL")).text.trim().split("\n");
  assert.ok(ledger.length > USES, "grants are in the ledger too");

  await history.getByLabel("From").fill(DAY);
  await history.getByLabel("Through").fill(DAY);
  assert.equal((await file(page, "Usage, CSV")).text.trim().split("\r\n").length, 2 + 1);
}

async function file(page, name) {
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name }).click()]);
  await page.getByRole("button", { name }).and(page.locator(":enabled")).waitFor();
  return { name: download.suggestedFilename(), text: await readFile(await download.path(), "utf8") };
}

/** An hour before midnight in UTC is the next day in Auckland. */
async function isOnItsOwnDays(open) {
  const shown = {};
  for (const timezoneId of ["UTC", "Pacific/Auckland"]) {
    const page = await open({ timezoneId });
    await signIn(page);
    shown[timezoneId] = await page.locator(".yb-plot tbody th").first().innerText();
  }
  const day = (offset) => {
    const date = new Date(Date.parse(DAY) + offset * 86_400_000);
    return new Intl.DateTimeFormat("en-US", { day: "numeric", month: "short", timeZone: "UTC" }).format(date);
  };
  assert.deepEqual(shown, { UTC: `Day ${day(0)}`, "Pacific/Auckland": `Day ${day(1)}` });
}
