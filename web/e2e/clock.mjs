/**
 * An operator moves the clock by a month: the account's open page shows the new allowance without any action,
 * and counts down to the end of the new window. In PRODUCTION there is no such control.
 */
import assert from "node:assert/strict";

import { accessibilityFaults, inBrowser, overflow, shows, signIn, use } from "./browser.mjs";

const PHONE = { width: 390, height: 844, isMobile: true, hasTouch: true };

await inBrowser(async (open) => {
  if (process.env.PRODUCTION) {
    const page = await open();
    await page.goto("/admin");
    await page.getByLabel("Access token").fill(process.env.TOKEN);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await page.getByRole("region", { name: "Audit log" }).waitFor();
    await page.getByText("No actions found.").waitFor();
    assert.equal(await page.getByRole("region", { name: "Clock" }).count(), 0);
    return;
  }
  const member = await open();
  await signIn(member);
  await use(100);
  await shows(member, 9_500);

  const page = await open();
  await page.goto("/admin");
  await page.getByRole("button", { name: "Sign in as operator" }).click();
  const clock = page.getByRole("region", { name: "Clock" });
  await clock.getByText("the real time.").waitFor();
  assert.deepEqual(await accessibilityFaults(page), []);
  await clock.getByRole("button", { name: "Move the clock" }).click();
  await clock.getByText("31 days ahead of the real time.").waitFor();
  await shows(member, 10_000);
  await member.locator(".yb-countdown").getByText(/^(30|2\d)d /).waitFor();

  await clock.getByLabel("Ahead by").fill("36");
  await clock.getByLabel("Unit").selectOption("hours");
  await clock.getByRole("button", { name: "Move the clock" }).click();
  await clock.getByText("32 days 12 hours ahead of the real time.").waitFor();
  await use(100);
  await shows(member, 9_500);

  const log = page.getByRole("region", { name: "Audit log" });
  await log.getByRole("button", { name: "Read again" }).click();
  await log.getByRole("row", { name: /operator Moved the clock – ClockAdvanced/ }).first().waitFor();

  await page.reload();
  await clock.getByText("32 days 12 hours ahead of the real time.").waitFor();
  for (const look of [{ colorScheme: "dark" }, PHONE]) {
    const other = await open(look);
    await other.goto("/admin");
    await other.getByRole("button", { name: "Sign in as operator" }).click();
    await other.getByText("32 days 12 hours ahead of the real time.").waitFor();
    assert.deepEqual(await accessibilityFaults(other), [], JSON.stringify(look));
    assert.equal(await overflow(other), 0, `${JSON.stringify(look)} scrolls sideways`);
  }
});
