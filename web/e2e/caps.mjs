/** Spend caps: set, counted live, refusing and removed; light, dark and phone width are accessible and fit. */
import assert from "node:assert/strict";

import { accessibilityFaults, api, inBrowser, overflow, signIn, use } from "./browser.mjs";

const PHONE = { width: 390, height: 844, isMobile: true, hasTouch: true };

await inBrowser(async (open) => {
  const page = await open();
  await signIn(page);
  const caps = page.getByRole("region", { name: "Spend caps" });
  await caps.getByLabel("Tokens").fill("500");
  await caps.getByRole("button", { name: "Set cap" }).click();
  const whole = caps.getByRole("listitem").filter({ hasText: "The whole account, a day" });
  await whole.getByText("0 of 500 tokens used; starts again").waitFor();

  await use(20);
  await whole.getByText("100 of 500 tokens used; starts again").waitFor();
  const bar = whole.getByRole("progressbar", { name: "The whole account, a day" });
  assert.equal(await bar.getAttribute("aria-valuetext"), "100 of 500 tokens used");

  await page.locator("#play-model").fill("gpt-4o");
  await page.getByRole("button", { name: "A book" }).click();
  await page.getByText("above a spend cap").waitFor();
  await page.getByRole("button", { name: "Use it" }).click();
  await page.getByText("The account has 400 of 500 premium tokens left under a spend cap").waitFor();
  await page.getByText("You could use").waitFor();

  await caps.getByLabel("Tokens").fill("100");
  await caps.getByRole("button", { name: "Set cap" }).click();
  await whole.getByText("100 of 100 tokens used").waitFor();
  await whole.getByText("reached").waitFor();
  await page.getByRole("row", { name: /^GPT-4o gpt-4o / }).getByText("Spend cap reached").waitFor();

  await caps.getByLabel("Cap for").selectOption("One model");
  await caps.getByLabel("Capped model").fill("gpt-44");
  await caps.getByRole("button", { name: "Set cap" }).click();
  await caps.getByRole("alert").getByText("There is no model named 'gpt-44'").waitFor();
  await caps.getByLabel("Capped model").fill("openai/gpt-4o");
  await caps.getByLabel("Period").selectOption("A month");
  await caps.getByRole("button", { name: "Set cap" }).click();
  await caps.getByText("GPT-4o, a month", { exact: true }).waitFor();
  assert.equal(await caps.getByRole("alert").count(), 0);

  await caps.getByLabel("Cap for").selectOption("One API key");
  await caps.getByLabel("Id of the API key").fill("0123456789abcdef");
  await caps.getByRole("button", { name: "Set cap" }).click();
  await caps.getByRole("alert").getByText("There is no API key").waitFor();

  const { account } = await api("{ account { spendCaps { scope tokens model { name } } } }");
  assert.deepEqual(account.spendCaps, [
    { scope: "ACCOUNT", tokens: 100, model: null },
    { scope: "MODEL", tokens: 100, model: { name: "gpt-4o" } },
  ]);

  for (const look of [{}, { colorScheme: "dark" }, PHONE, { ...PHONE, colorScheme: "dark" }]) {
    const other = await open(look);
    await signIn(other);
    await other.getByText("100 of 100 tokens used").waitFor();
    await other.getByRole("region", { name: "Spend caps" }).getByLabel("Cap for").selectOption("One model");
    assert.deepEqual(await accessibilityFaults(other), [], JSON.stringify(look));
    assert.equal(await overflow(other), 0, `${JSON.stringify(look)} scrolls sideways`);
  }

  await whole.getByRole("button", { name: "Remove the cap: The whole account, a day" }).click();
  await whole.waitFor({ state: "detached" });
  await caps.getByRole("button", { name: "Remove the cap: GPT-4o, a month" }).click();
  await caps.getByRole("listitem").first().waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Use it" }).click();
  await page.getByText("This takes 1,270,000 premium tokens, and 9,900 are available.").waitFor();
});
