/** Holds: a hold shows live in both tabs; it is settled, released, or expires. */
import assert from "node:assert/strict";

import { api, inBrowser, isLive, reserves, shows, signIn } from "./browser.mjs";

await inBrowser(async (open) => {
  const page = await open();
  await signIn(page);
  const other = await page.context().newPage();
  await other.goto("/");
  await isLive(other);
  const both = (check, tokens) => Promise.all([check(page, tokens), check(other, tokens)]);

  await page.getByRole("button", { name: "Reserve" }).click();
  await both(shows, 7_500);
  await both(reserves, 2_500);

  const held = other.getByRole("region", { name: "Reserved" });
  await held.getByText("GPT-4o: 2,500 tokens").waitFor();
  await held.getByLabel("Actual output tokens").fill("100");
  await held.getByRole("button", { name: "Settle" }).click();
  await other.getByText("GPT-4o cost 1,500 tokens; 1,000 tokens returned.").waitFor();
  await both(shows, 8_500);
  await both(reserves, 0);
  await page.getByRole("region", { name: "Reserved" }).waitFor({ state: "detached" });

  await page.locator("#play-model").fill("qwen-turbo");
  await page.getByRole("button", { name: "Reserve" }).click();
  await page.getByText("500 tokens reserved for Qwen Turbo.").waitFor();
  const bar = other.getByRole("progressbar", { name: "Qwen Turbo" });
  await other.getByText("0 of 1M tokens · 500 reserved").waitFor();
  assert.equal(await bar.getAttribute("aria-valuetext"), "0 of 1M tokens · 500 reserved");
  await page.getByRole("button", { name: "Extend" }).click();
  await page.getByText("The tokens for Qwen Turbo are reserved until").waitFor();
  await page.getByRole("button", { name: "Release" }).click();
  await page.getByText("The tokens reserved for Qwen Turbo were returned.").waitFor();
  await other.getByText("500 reserved").waitFor({ state: "detached" });

  await page.getByRole("button", { name: "A book" }).click();
  await page.locator("#play-model").fill("gpt-4o");
  await page.getByRole("button", { name: "Reserve" }).click();
  await page.getByText("This takes 1,270,000 premium tokens, and 8,500 are available.").waitFor();

  await Promise.all([page, other].map(notesWhatIsReserved));
  await holdOfAnotherProgram();
  for (const tab of [page, other]) await tab.waitForFunction(() => globalThis.reserved.join(" ") === "0 1,000 0");
  await both(shows, 8_500);
});

/** Notes each change: a slow tab may show a short hold for a moment only. */
async function notesWhatIsReserved(page) {
  await page.evaluate(() => {
    const sums = document.querySelector(".yb-sums");
    const shown = () => /Reserved\s*([\d,]+)/.exec(sums.innerText)[1];
    globalThis.reserved = [shown()];
    const note = () => globalThis.reserved.at(-1) === shown() || globalThis.reserved.push(shown());
    new MutationObserver(note).observe(sums, { characterData: true, childList: true, subtree: true });
  });
}

async function holdOfAnotherProgram() {
  const input = { model: "gpt-4o", inputTokens: 100, maxOutputTokens: 100, ttlSeconds: 10, idempotencyKey: "another" };
  const { placeHold } = await api("mutation ($input: PlaceHoldInput!) { placeHold(input: $input) { __typename } }", { input });
  assert.equal(placeHold.__typename, "HoldPlaced");
}
