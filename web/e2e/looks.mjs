/** Light, dark and phone width: nothing is cut off, and axe finds no violation. */
import assert from "node:assert/strict";

import { accessibilityFaults, inBrowser, isLive, overflow, signIn, use } from "./browser.mjs";

const PHONE = { width: 390, height: 844, isMobile: true, hasTouch: true };
const SMALLEST = { width: 320, height: 568 };

await inBrowser(async (open) => {
  const visitor = await open();
  await visitor.goto("/");
  await visitor.getByRole("row", { name: "GPT-4o gpt-4o " }).waitFor();
  assert.deepEqual(await accessibilityFaults(visitor), []);

  for (const look of [{}, { colorScheme: "dark" }, PHONE, { ...PHONE, colorScheme: "dark" }, SMALLEST]) {
    const page = await open(look);
    await signIn(page);
    await use(10);
    await page.locator("#play-model").fill("qwen-turbo");
    await page.getByRole("button", { name: "Reserve" }).click();
    await page.getByRole("button", { name: "Release" }).first().waitFor();
    await page.locator("#play-model").fill("gpt-4o");
    await page.getByRole("button", { name: "A book" }).click();
    await page.getByText("too much for now").waitFor();
    await page.getByRole("button", { name: "Use it" }).click();
    await page.getByText("You could use").waitFor();
    assert.deepEqual(await accessibilityFaults(page), [], JSON.stringify(look));
    assert.equal(await overflow(page), 0, `${JSON.stringify(look)} scrolls sideways`);
    assert.equal(await isDark(page), look.colorScheme === "dark");
  }

  const page = await open();
  await signIn(page);
  await page.getByRole("button", { name: /^Theme/ }).click();
  await page.getByRole("button", { name: "Theme: Light" }).click();
  await page.getByRole("button", { name: "Theme: Dark" }).waitFor();
  assert.equal(await isDark(page), true);
  await page.reload();
  await isLive(page);
  assert.equal(await isDark(page), true, "the choice is kept");
});

/** Whether the page and the widget are both dark; light, both light. */
async function isDark(page) {
  const [ground, widget] = await page.evaluate(() =>
    [document.body, document.querySelector(".yb-root")].map((one) => getComputedStyle(one).backgroundColor),
  );
  const dark = [ground, widget].map((colour) => Number(colour.match(/\d+/)[0]) < 100);
  assert.equal(dark[0], dark[1], `${ground} and ${widget}`);
  return dark[0];
}
