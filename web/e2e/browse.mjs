/** Filters of the catalog and the history, paging, and the alternatives of a refused use; also by keyboard. */
import assert from "node:assert/strict";

import { inBrowser, shows, use } from "./browser.mjs";

await inBrowser(async (open) => {
  const page = await open();
  await page.goto("/");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.getByLabel("Account", { exact: true }).focus();
  await page.keyboard.press("Enter");
  await shows(page, 10_000);

  const catalog = page.getByRole("region", { name: "Models", exact: true });
  await catalog.getByRole("searchbox").fill("gpt-4");
  await catalog.getByText(/^\d+ models$/).waitFor();
  await catalog.getByRole("row", { name: "GPT-4 gpt-4 " }).waitFor();
  await catalog.getByRole("searchbox").fill("");
  await catalog.getByLabel("Provider").selectOption("Qwen");
  await catalog.getByText("5 models").waitFor();
  await catalog.getByRole("button", { name: "Premium" }).click();
  await catalog.getByText("0 models").waitFor();
  await catalog.getByLabel("Provider").selectOption("Claude");
  await catalog.getByRole("button", { name: "Try Claude Opus", exact: true }).click();
  assert.equal(await page.locator("#play-model").inputValue(), "claude-opus");

  await page.locator("#play-model").fill("gpt-4");
  await page.getByRole("spinbutton", { name: "Input tokens" }).fill("2000");
  await page.getByRole("spinbutton", { name: "Output tokens" }).fill("0");
  await page.getByText("16,000 tokens").first().waitFor();
  await page.getByRole("button", { name: "Use it" }).click();
  await page.getByText("This takes 16,000 premium tokens, and 10,000 are available.").waitFor();
  await page.getByRole("listitem").getByRole("button", { name: /^Qwen Turbo/ }).click();
  await page.getByRole("button", { name: "Use it" }).click();
  await page.getByText("Qwen Turbo was free, 998,000 tokens left.").waitFor();
  await shows(page, 10_000);

  for (let number = 0; number < 11; number += 1) await use(1);
  await use(77);
  const history = page.getByRole("region", { name: "History", exact: true });
  // The first page has to show the last use: the cursor of the next page belongs to what is shown.
  await history.getByRole("row", { name: /GPT-4o.*77/ }).waitFor();
  const rows = history.locator("tbody tr");
  await history.getByRole("button", { name: "Older" }).click();
  await history.getByRole("row", { name: /Qwen Turbo/ }).waitFor();
  assert.equal(await rows.count(), 3);
  await history.getByLabel("Model").fill("qwen-turbo");
  await history.locator("tbody tr:only-child", { hasText: "Qwen Turbo" }).waitFor();
  await history.getByLabel("Through").fill("2020-01-01");
  await history.getByText("Nothing was used then.").waitFor();
  await history.getByRole("button", { name: "Clear" }).click();
  await history.getByRole("row", { name: /GPT-4o/ }).nth(9).waitFor();

  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByRole("button", { name: "Sign in as demo" }).waitFor();
  await page.reload();
  await page.getByRole("button", { name: "Sign in as demo" }).waitFor();
});
