/** Prices with their reasons: quantities, a code, an asked-for programme, and the operator who answers. */
import assert from "node:assert/strict";

import { accessibilityFaults, inBrowser, overflow, signIn } from "./browser.mjs";

const { CODE } = process.env;
const PHONE = { width: 390, height: 844, isMobile: true, hasTouch: true };

await inBrowser(async (open) => {
  const page = await open();
  await signIn(page);
  await quantities(page);
  await code(page);
  await asks(page);
  await answers(await open());
  await page.reload();
  const starter = card(page);
  await starter.getByText("List price $5").waitFor();
  await starter.getByText("Education: 30% off").waitFor();
  await starter.getByRole("button", { name: "Buy the Starter Pack for $3.50" }).waitFor();
  await page.getByText("30% off packs, 50% off plans, until").waitFor();
  for (const look of [{}, { colorScheme: "dark" }, PHONE, { ...PHONE, colorScheme: "dark" }]) {
    const other = await open(look);
    await signIn(other);
    await card(other).getByText("Education: 30% off").waitFor();
    await card(other).getByLabel("How many of the Starter Pack").fill("50");
    await card(other).getByRole("button", { name: "Buy the Starter Pack for $175" }).waitFor();
    await other.getByText("Education: 30% off packs, 50% off plans", { exact: true }).click();
    assert.deepEqual(await accessibilityFaults(other), [], JSON.stringify(look));
    assert.equal(await overflow(other), 0, `${JSON.stringify(look)} scrolls sideways`);
  }
  await starter.getByLabel("How many of the Starter Pack").fill("10");
  await starter.getByRole("button", { name: "Buy the Starter Pack for $35" }).click();
  await page.getByText("10 × Starter Pack").waitFor();
  await page.getByRole("button", { name: /^Pay \D*35/ }).waitFor();
});

function card(page) {
  return page.getByRole("article").filter({ has: page.getByRole("heading", { name: "Starter Pack" }) });
}

/** Ten packs have a step; the total follows the number. */
async function quantities(page) {
  const starter = card(page);
  await starter.getByText("10% off from 10, 15% off from 50").waitFor();
  await starter.getByRole("button", { name: "Buy the Starter Pack for $5" }).waitFor();
  await starter.getByLabel("How many of the Starter Pack").fill("10");
  await starter.getByRole("button", { name: "Buy the Starter Pack for $45" }).waitFor();
  await starter.getByText("List price $50").waitFor();
  await starter.getByText("10% off from 10 packs", { exact: true }).waitFor();
  await starter.getByLabel("How many of the Starter Pack").fill("1");
  await starter.getByRole("button", { name: "Buy the Starter Pack for $5" }).waitFor();
}

async function code(page) {
  const field = page.getByLabel("Code of a partner");
  const use = page.getByRole("button", { name: "Use code" });
  await field.fill("AAAAA-AAAAA-AAAAA-AAAAA");
  await use.click();
  await page.getByRole("alert").getByText("This code can't be used.").waitFor();
  await field.fill(CODE);
  await use.click();
  await page.getByText("Partners: your prices are lower now.").waitFor();
  await card(page).getByRole("button", { name: "Buy the Starter Pack for $4.25" }).waitFor();
  await use.click();
  await page.getByRole("alert").getByText("The account has used this code already.").waitFor();
}

async function asks(page) {
  await page.getByText("Education: 30% off packs, 50% off plans", { exact: true }).click();
  await page.getByLabel("Your proof, as text or address").fill("Card 5 of the university");
  await page.getByRole("button", { name: "Ask for it" }).click();
  await page.getByText("Education: your request waits for an answer.").waitFor();
}

/** An operator accepts the request until a day, and sees it among the account's programmes. */
async function answers(page) {
  await page.goto("/admin");
  await page.getByRole("button", { name: "Sign in as operator" }).click();
  const programmes = page.getByRole("region", { name: "Programmes" });
  const asked = programmes.getByRole("list", { name: "Requests" }).getByRole("listitem");
  await asked.getByText("Card 5 of the university").waitFor();
  await asked.getByRole("button", { name: /^Answer/ }).click();
  await programmes.getByLabel("Until (empty: no end)").fill("2099-10-01");
  await programmes.getByLabel("Reason").fill("The card is valid");
  assert.deepEqual(await accessibilityFaults(page), []);
  await programmes.getByRole("button", { name: "Set programme" }).click();
  await programmes.getByText("No requests wait.").waitFor();
  const present = programmes.getByRole("list", { name: "Programmes of the account" });
  await present.getByText("Education").waitFor();
  await present.getByText("Partners").waitFor();
  assert.equal(await overflow(page), 0);
}
