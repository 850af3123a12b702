/**
 * A page of Next.js with the widget: its HTML has the styles, so that it looks right before scripts run, and the browser
 * takes it over without a complaint and shows the live balance.
 */
import assert from "node:assert/strict";

import { inBrowser, isLive, shows } from "./browser.mjs";

const { NEXT } = process.env;

await inBrowser(async (open) => {
  const still = await open({ baseURL: NEXT, javaScriptEnabled: false });
  await still.goto("/");
  const ground = (page) => page.locator(".yb-root").evaluate((one) => getComputedStyle(one).borderRadius);
  assert.equal(await ground(still), "16px");

  const page = await open({ baseURL: NEXT });
  await page.goto("/");
  await isLive(page);
  await shows(page, 10_000);
  assert.equal(await ground(page), "16px");
  assert.equal(await page.locator("style", { hasText: ".yb-root" }).count(), 0, "the adopted styles replace those of the HTML");
});
