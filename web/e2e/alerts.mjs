/** Alerts: set, told live by a message, told again and removed; light, dark and phone width are accessible and fit. */
import assert from "node:assert/strict";

import { accessibilityFaults, api, inBrowser, overflow, signIn, use } from "./browser.mjs";

const PHONE = { width: 390, height: 844, isMobile: true, hasTouch: true };

await inBrowser(async (open) => {
  const page = await open();
  await signIn(page);
  const alerts = page.getByRole("region", { name: "Alerts" });
  const toasts = page.getByRole("status", { name: "Told just now" });
  await alerts.getByLabel("Tell me at tokens").fill("9950");
  await alerts.getByRole("button", { name: "Set alert" }).click();
  const low = alerts.getByRole("listitem").filter({ hasText: "Balance below 9,950 tokens" });
  await low.getByText("Not told yet").waitFor();

  await use(20);
  await toasts.getByText("Balance below 9,950 tokens: 9,900 tokens were left.").waitFor();
  await low.getByText("now", { exact: true }).waitFor();
  await low.getByText(/^Told .*: 9,900 tokens were left$/).waitFor();
  await use(20);
  await page.locator(".yb-available strong", { hasText: "9,800" }).waitFor();
  assert.equal(await toasts.getByRole("button").count(), 1);
  await toasts.getByRole("button", { name: "Close the message: Balance below 9,950 tokens" }).click();
  assert.equal(await toasts.getByRole("button").count(), 0);

  await alerts.getByLabel("Alert for").selectOption("Percent of a free model used");
  await alerts.getByLabel("Watched model").fill("gpt-4o");
  await alerts.getByRole("button", { name: "Set alert" }).click();
  await alerts.getByRole("alert").getByText("has no native limit").waitFor();
  await alerts.getByLabel("Watched model").fill("qwen-turbo");
  await alerts.getByLabel("Tell me at percent").fill("1");
  await alerts.getByRole("button", { name: "Set alert" }).click();
  await alerts.getByText(/^1 % of .* used$/).waitFor();
  assert.equal(await alerts.getByRole("alert").count(), 0);
  await alerts.getByLabel("Alert for").selectOption("Days left below");
  await alerts.getByRole("button", { name: "Set alert" }).click();
  await alerts.getByText("Fewer than 7 days left", { exact: true }).waitFor();

  const { account } = await api("{ account { alerts { kind threshold model { name } beyond } } }");
  assert.deepEqual(account.alerts, [
    { kind: "BALANCE_BELOW", threshold: 9950, model: null, beyond: true },
    { kind: "QUOTA_USED_PERCENT", threshold: 1, model: { name: "qwen-turbo" }, beyond: false },
    { kind: "DAYS_LEFT_BELOW", threshold: 7, model: null, beyond: false },
  ]);

  for (const look of [{}, { colorScheme: "dark" }, PHONE, { ...PHONE, colorScheme: "dark" }]) {
    const other = await open(look);
    await signIn(other);
    await other.getByText("Fewer than 7 days left", { exact: true }).waitFor();
    // Who was away is told by the list, not by a message.
    assert.equal(await other.getByRole("button", { name: /^Close the message/ }).count(), 0);
    await api(
      'mutation ($input: AdjustBalanceInput!) { adjustBalance(input: $input) { __typename } }',
      { input: { accountId: "demo", tokens: 1000, reason: "a test", idempotencyKey: `up ${JSON.stringify(look)}` } },
      "root",
      "admin",
    );
    await use(200);
    await other.getByRole("button", { name: /^Close the message/ }).waitFor();
    assert.deepEqual(await accessibilityFaults(other), [], JSON.stringify(look));
    assert.equal(await overflow(other), 0, `${JSON.stringify(look)} scrolls sideways`);
  }

  for (const name of ["Balance below 9,950 tokens", /^Remove the alert: 1 %/, "Fewer than 7 days left"]) {
    const exact = typeof name === "string" ? `Remove the alert: ${name}` : name;
    await alerts.getByRole("button", { name: exact }).click();
    await alerts.getByRole("button", { name: exact }).waitFor({ state: "detached" });
  }
  assert.equal(await alerts.getByRole("listitem").count(), 0);
});
