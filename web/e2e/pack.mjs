/** A pack is bought through the checkout, and its tokens appear in both tabs. */
import assert from "node:assert/strict";

import { inBrowser, isLive, shows, signIn } from "./browser.mjs";

await inBrowser(async (open) => {
  const page = await open();
  await signIn(page);
  const other = await page.context().newPage();
  await other.goto("/");
  await shows(other, 10_000);

  await page.getByRole("button", { name: "Buy the Power Pack for $10" }).click();
  await page.getByRole("button", { name: "Cancel and go back" }).click();
  await page.getByText("Nothing was bought").waitFor();
  await shows(page, 10_000);

  await page.getByRole("button", { name: "Buy the Power Pack for $10" }).click();
  await page.getByRole("cell", { name: "1 x Power Pack" }).waitFor();
  await page.getByRole("button", { name: /^Pay \d/ }).click();
  await isLive(page);
  await page.getByText("The Power Pack is yours: 500,000 tokens, which never expire.").waitFor();
  await Promise.all([shows(page, 510_000), shows(other, 510_000)]);

  assert.equal(new URL(page.url()).search, "", "a reload must not tell it again");
});
