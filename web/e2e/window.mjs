/**
 * A window ends: the countdown runs out and the new allowance appears, without any action.
 * The browser's clock is wrong by three hours; the page uses the server's clock. An operator moves that to the last seconds.
 */
import assert from "node:assert/strict";

import { api, inBrowser, shows, signIn } from "./browser.mjs";

const WRONG_BY = 3 * 3600 * 1000;
const LAST_SECONDS = 10;

await inBrowser(async (open) => {
  const page = await open();
  await page.clock.install({ time: Date.now() + WRONG_BY });
  await signIn(page);
  await shows(page, Number(process.env.BEFORE));
  const countdown = page.locator(".yb-countdown");
  assert.match(await countdown.innerText(), /in\s+(1h|2h|\d{1,2}m)/, "the last hours of the window");

  const { account } = await api("{ account { balance { nextReset } } }");
  const left = Math.floor((Date.parse(account.balance.nextReset) - Date.now()) / 1_000);
  const input = { seconds: left - LAST_SECONDS, idempotencyKey: "to the end" };
  await api("mutation ($input: AdvanceClockInput!) { advanceClock(input: $input) { __typename } }", { input }, "olga", "admin");
  await shows(page, 10_000);
  await countdown.getByText(/\d\dd|\d+d /).waitFor();
});
