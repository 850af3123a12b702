/**
 * A window ends: the countdown runs out and the new allowance appears, without any action.
 * The browser's clock is wrong by three hours; the page uses the server's clock.
 */
import assert from "node:assert/strict";

import { inBrowser, shows, signIn } from "./browser.mjs";

const WRONG_BY = 3 * 3600 * 1000;

await inBrowser(async (open) => {
  const page = await open();
  await page.clock.install({ time: Date.now() + WRONG_BY });
  await signIn(page);
  await shows(page, Number(process.env.BEFORE));
  const countdown = page.locator(".yb-countdown");
  assert.match(await countdown.innerText(), /in\s+\d{1,2}s/, "the last minute of the window");

  await shows(page, 10_000);
  await countdown.getByText(/\d\dd|\d+d /).waitFor();
});
