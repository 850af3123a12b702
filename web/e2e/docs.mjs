/** The documentation is read and searched, in light and dark; it loads nothing from other servers. */
import assert from "node:assert/strict";

import { accessibilityFaults, ADDRESS, inBrowser, overflow } from "./browser.mjs";

await inBrowser(async (open) => {
  const page = await open();
  const elsewhere = [];
  page.on("request", (request) => {
    if (!/^(data|blob):/.test(request.url()) && !request.url().startsWith(ADDRESS)) elsewhere.push(request.url());
  });
  await page.goto("/docs");
  await page.getByRole("heading", { level: 1 }).waitFor();
  assert.deepEqual(await accessibilityFaults(page), []);

  const search = page.getByRole("textbox", { name: "Search" });
  await search.click();
  await search.pressSequentially("settle a hold");
  await page.locator(".md-search-result__link", { hasText: "SettleHoldInput" }).first().click();
  await page.waitForURL(/\/docs\/.+/);
  assert.deepEqual(await accessibilityFaults(page), []);

  await page.goto("/docs/api/mutations/#recordusage");
  await page.getByRole("link", { name: "RecordUsageInput!" }).first().click();
  await page.waitForURL(/\/docs\/api\/inputs\/#recordusageinput$/);

  await page.locator("label[for=__palette_1]").click();
  await page.locator('body[data-md-color-scheme="slate"]').waitFor();
  assert.deepEqual(await accessibilityFaults(page), []);
  assert.deepEqual(elsewhere, []);

  const phone = await open({ width: 360, height: 740 });
  await phone.goto("/docs/guides/quickstart/");
  assert.equal(await overflow(phone), 0);
});
