/**
 * Saved cards and the automatic top-up: one that fails and is paid by hand, one that buys by itself, a team's; light, dark
 * and phone width are accessible and fit.
 */
import assert from "node:assert/strict";

import { accessibilityFaults, api, inBrowser, isLive, overflow, shows, signIn, use } from "./browser.mjs";

const PHONE = { width: 390, height: 844, isMobile: true, hasTouch: true };

await inBrowser(async (open) => {
  const page = await open();
  await signIn(page);
  const region = topUps(page);
  await region.getByText("No card is saved.").waitFor();
  await region.getByRole("button", { name: "Set top-up" }).click();
  await region.getByRole("alert").waitFor();

  await saves(page, "Cancel and go back", "You left the checkout. Nothing was bought.");
  await saves(page, "Save a card that asks its owner");
  await fails(page);
  await saves(page, "Save the card");
  await buys(page);
  await looks(open);
  await removes(page);
  await ofTeam(page);
});

function topUps(page) {
  return page.getByRole("region", { name: "Automatic top-up" });
}

function row(page) {
  return topUps(page).getByRole("list", { name: "Top-up" }).getByRole("listitem");
}

function cards(page) {
  return topUps(page).getByRole("list", { name: "Saved cards" }).getByRole("listitem");
}

/** Goes to the hosted page, presses a button there, and is led back. */
async function saves(page, button, told = "Your card is saved. Now you can set an automatic top-up.") {
  await topUps(page).getByRole("button", { name: "Save a card" }).click();
  await page.getByRole("button", { name: button, exact: true }).click();
  await isLive(page);
  await page.getByText(told).waitFor();
  assert.equal(new URL(page.url()).search, "", "a reload must not tell it again");
}

async function sets(page, below) {
  const form = topUps(page).getByRole("form", { name: "Set the top-up", exact: true });
  await form.getByLabel("Pack to buy").selectOption("Starter Pack: 200K tokens for $5");
  await form.getByLabel("When fewer tokens are left than").fill(String(below));
  await form.getByLabel("Most purchases a month").fill("4");
  await form.getByRole("button", { name: "Set top-up" }).click();
}

/** The bank wants a confirmation: the top-up stops, says so live, and the page leads to the payment. */
async function fails(page) {
  await sets(page, 9_950);
  await row(page).getByText("on", { exact: true }).waitFor();
  await use(20);
  await row(page).getByText("stopped", { exact: true }).waitFor();
  await row(page).getByText("The bank wants you to confirm the payment.").waitFor();
  await row(page).getByRole("link", { name: "Pay it now" }).click();
  await page.getByRole("button", { name: /^Pay \d/ }).click();
  await isLive(page);
  await shows(page, 209_900);
  await row(page).getByText("stopped", { exact: true }).waitFor();
  await row(page).getByRole("link", { name: "Pay it now" }).waitFor({ state: "detached" });
}

/** The card that was saved last is charged; the balance and the count move by themselves. */
async function buys(page) {
  assert.equal(await cards(page).count(), 2);
  await cards(page).first().getByText("is charged").waitFor();
  await sets(page, 209_900);
  await row(page).getByText("The Starter Pack below 209,900 tokens", { exact: true }).waitFor();
  await row(page).getByText("on", { exact: true }).waitFor();
  await use(20);
  await shows(page, 409_800);
  await row(page).getByText(/^2 of 4 purchases this month; starts again /).waitFor();
  await row(page).getByText("on", { exact: true }).waitFor();
}

async function looks(open) {
  for (const look of [{}, { colorScheme: "dark" }, PHONE, { ...PHONE, colorScheme: "dark" }]) {
    const other = await open(look);
    await signIn(other);
    await row(other).getByText("on", { exact: true }).waitFor();
    await cards(other).nth(1).waitFor();
    assert.deepEqual(await accessibilityFaults(other), [], JSON.stringify(look));
    assert.equal(await overflow(other), 0, `${JSON.stringify(look)} scrolls sideways`);
  }
}

async function removes(page) {
  const region = topUps(page);
  await region.getByRole("button", { name: "Remove the top-up: The Starter Pack below 209,900 tokens" }).click();
  await row(page).waitFor({ state: "detached" });
  for (const left of [1, 0]) {
    await cards(page).first().getByRole("button", { name: /^Remove the card: visa ending in \d{4}$/ }).click();
    await cards(page).nth(left).waitFor({ state: "detached" });
  }
  await region.getByText("No card is saved.").waitFor();
  const { account } = await api("{ account { autoTopUp { below } paymentMethods { id } } }");
  assert.deepEqual(account, { autoTopUp: null, paymentMethods: [] });
}

/** An owner saves a card for the team, whose top-up is its own. */
async function ofTeam(page) {
  await api('mutation { createTeam(input: { name: "Us", kind: TEAM, idempotencyKey: "us" }) { __typename } }');
  await page.reload();
  const team = topUps(page).getByRole("region", { name: "Top-up of Us" });
  await team.getByText("No card is saved.").waitFor();
  await team.getByRole("button", { name: "Save a card for Us" }).click();
  await page.getByRole("button", { name: "Save the card", exact: true }).click();
  await isLive(page);
  await team.getByRole("form", { name: "Set the top-up of Us" }).getByRole("button", { name: "Set top-up" }).click();
  await team.getByText(/^1 of 3 purchases this month; starts again /).waitFor();
  await team.getByText("on", { exact: true }).waitFor();
  assert.deepEqual(await accessibilityFaults(page), []);
  assert.equal(await row(page).count(), 1, "only the team's");
}
