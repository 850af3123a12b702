/**
 * A limit that all users share, and units besides plain tokens. SHARED is a free model, of whose pool three requests a
 * day are let through, ALONE one without a pool.
 */
import assert from "node:assert/strict";

import { accessibilityFaults, inBrowser, overflow, signIn, use } from "./browser.mjs";

const { SHARED, ALONE } = process.env;
const PHONE = { width: 390, height: 844, isMobile: true, hasTouch: true };

await inBrowser(async (open) => {
  const page = await open();
  await signIn(page);
  await othersUseThePool(page);
  await otherUnits(page);
  for (const look of [{}, { colorScheme: "dark" }, PHONE, { ...PHONE, colorScheme: "dark" }, { width: 320, height: 568 }]) {
    const other = await open(look);
    await signIn(other);
    await usage(other).getByText("Cache write tokens").waitFor();
    await row(other).getByText("Limit of all users reached").waitFor();
    assert.deepEqual(await accessibilityFaults(other), [], JSON.stringify(look));
    assert.equal(await overflow(other), 0, `${JSON.stringify(look)} scrolls sideways`);
  }
});

/** What others use arrives live; nobody touches the page. */
async function othersUseThePool(page) {
  await row(page).getByText("0 of 1M tokens").waitFor();
  await use(10, { model: SHARED, account: "one" });
  await use(10, { model: SHARED, account: "two" });
  await row(page).getByText("All users together: 2 of 3 requests").waitFor();
  await row(page).getByText("Available").waitFor();
  await use(10, { model: SHARED, account: "two" });
  await row(page).getByText("All users together: 3 of 3 requests").waitFor();
  await row(page).getByText("Limit of all users reached").waitFor();
  await page.locator(".yb-notices").getByText("Some free models have reached their limit.").waitFor();
}

async function otherUnits(page) {
  await use(10, { model: ALONE });
  await usage(page).getByText("By day: 10 in total").waitFor();
  assert.equal(await usage(page).getByText("Other units").count(), 0);
  await use(2_000, { model: ALONE, details: [unit("CACHE_WRITE_TOKENS", 1_500), unit("SEARCHES", 2)] });
  await usage(page).getByRole("heading", { name: "Other units" }).waitFor();
  await usage(page).getByRole("listitem").filter({ hasText: /^Cache write tokens1,500$/ }).waitFor();
  await usage(page).getByRole("listitem").filter({ hasText: /^Searches2$/ }).waitFor();
}

function unit(name, quantity) {
  return { unit: name, quantity };
}

function row(page) {
  const models = page.getByRole("region", { name: "Free models" });
  return models.getByRole("listitem").filter({ has: page.locator(`[title="${SHARED}"]`) });
}

function usage(page) {
  return page.getByRole("region", { name: /^Usage/ });
}
