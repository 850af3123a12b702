/**
 * A family: founded, joined, limited and used, its members and invitations changed, and handed over and closed. What one
 * member changes the others see without touching the page. Light, dark and phone width are accessible and fit.
 */
import assert from "node:assert/strict";

import { accessibilityFaults, api, inBrowser, overflow, signIn, use } from "./browser.mjs";

const PHONE = { width: 390, height: 844, isMobile: true, hasTouch: true };
const ADJUST = "mutation ($input: AdjustBalanceInput!) { adjustBalance(input: $input) { __typename } }";

await inBrowser(async (open) => {
  const page = await open();
  await signIn(page, "olga");
  page.on("dialog", (dialog) => dialog.accept());
  const family = familyOf(page);
  await founds(family);
  const team = await teamOf("olga");
  await api(ADJUST, { input: { accountId: team, tokens: 1_000, reason: "a gift", idempotencyKey: "gift" } }, "root", "admin");
  await family.getByText("1,000 tokens shared by 1 of 6 members").waitFor();

  const other = await open();
  await signIn(other, "mira");
  other.on("dialog", (dialog) => dialog.accept());
  await invites(family);
  await joins(familyOf(other), await codeFor(family, "a member, until"));
  await family.getByText("1,000 tokens shared by 2 of 6 members").waitFor();
  await limits(family, familyOf(other));
  await looks(open);
  await manages(family, familyOf(other));
  await handsOver(family, familyOf(other));
  await leavesAndCloses(family, familyOf(other));
});

function familyOf(page) {
  return page.getByRole("region", { name: "Family and team" });
}

function member(family, name) {
  return family.getByRole("list", { name: "Members" }).getByRole("listitem").filter({ hasText: name });
}

function invitations(family) {
  return family.getByRole("list", { name: "Invitations" }).getByRole("listitem");
}

async function teamOf(account) {
  return (await api("{ account { team { team { id } } } }", {}, account)).account.team.team.id;
}

async function codeFor(family, terms) {
  return invitations(family).filter({ hasText: terms }).first().locator("code").innerText();
}

async function founds(family) {
  await family.getByLabel("Code of an invitation").fill("wrong");
  await family.getByRole("button", { name: "Join" }).click();
  await family.getByRole("alert").getByText("There is no invitation with this code").waitFor();
  await family.getByLabel("Name").fill("The Smiths");
  await family.getByRole("button", { name: "Found it" }).click();
  await family.getByText("0 tokens shared by 1 of 6 members").waitFor();
  assert.equal(await family.getByRole("alert").count(), 0);
}

/** Invitations for whoever has the code, and for one address, with a limit and a role. */
async function invites(family) {
  const form = family.getByRole("form", { name: "Invite" });
  await form.getByRole("button", { name: "Make an invitation" }).click();
  await invitations(family).filter({ hasText: "For a member, until" }).waitFor();
  await form.getByLabel("Invite").selectOption("An admin");
  await form.getByLabel("With a limit").selectOption("Yes");
  await form.getByLabel("Tokens at most").fill("700");
  await form.getByLabel("Each").selectOption("A month of the team");
  await form.getByLabel("Days that it works").fill("2");
  await form.getByLabel("Only for this email address").fill("anna@example.com");
  await form.getByRole("button", { name: "Make an invitation" }).click();
  const bound = "For an admin with the address anna@example.com, at most 700 tokens a month, until";
  await invitations(family).filter({ hasText: bound }).waitFor();
  const { team } = await api("query ($id: ID!) { team(id: $id) { invitations { createdAt expiresAt } } }", { id: await teamOf("olga") }, "olga");
  const days = team.invitations.map((one) => (Date.parse(one.expiresAt) - Date.parse(one.createdAt)) / 86_400_000);
  assert.deepEqual(days, [2, 7]);
}

async function joins(joined, code) {
  await joined.getByLabel("Code of an invitation").fill(code);
  await joined.getByRole("button", { name: "Join" }).click();
  await joined.getByText("1,000 tokens shared by 2 of 6 members").waitFor();
  await joined.getByLabel("Who pays for my uses").selectOption("The team's tokens first");
  assert.equal(await joined.getByRole("form", { name: "Invite" }).count(), 0);
  await member(joined, "mira").waitFor();
  assert.equal(await joined.getByRole("list", { name: "Members" }).getByRole("listitem").count(), 1);
  await joined.getByLabel("Who pays for my uses").and(joined.locator("select:enabled")).waitFor();
}

async function limits(family, joined) {
  const mira = member(family, "mira");
  await mira.getByText("Change mira").click();
  await mira.getByLabel("Tokens at most").fill("150");
  await mira.getByRole("button", { name: "Set limit" }).click();
  await mira.getByText("The team has paid 0 of 150 tokens a day").waitFor();
  await joined.getByText("The team has paid 0 of 150 tokens a day for you; it counts again from").waitFor();
  await use(20, { account: "mira" });
  await mira.getByText("The team has paid 100 of 150 tokens a day").waitFor();
  await family.getByText("900 tokens shared by 2 of 6 members").waitFor();
  await family.getByRole("region", { name: "Last uses of the team’s tokens" }).getByText("mira: GPT-4o, 100 tokens").waitFor();
  await joined.getByText("900 tokens shared by 2 of 6 members").waitFor();
  await joined.getByText("The team has paid 100 of 150 tokens a day for you").waitFor();
}

async function looks(open) {
  for (const look of [{}, { colorScheme: "dark" }, PHONE, { ...PHONE, colorScheme: "dark" }]) {
    const looked = await open(look);
    await signIn(looked, "olga");
    const family = familyOf(looked);
    await family.getByText("900 tokens shared by 2 of 6 members").waitFor();
    await member(family, "mira").getByText("Change mira").click();
    await family.getByLabel("With a limit").selectOption("Yes");
    assert.deepEqual(await accessibilityFaults(looked), [], JSON.stringify(look));
    assert.equal(await overflow(looked), 0, `${JSON.stringify(look)} scrolls sideways`);
    await looked.close();
  }
}

/** The owner renames the family, revokes an invitation and changes a member; the member sees it. */
async function manages(family, joined) {
  await invitations(family).filter({ hasText: "anna@example.com" }).getByRole("button", { name: /^Revoke/ }).click();
  await invitations(family).first().waitFor({ state: "detached" });
  await family.getByLabel("Name of the team").fill("The Millers");
  await family.getByRole("button", { name: "Rename" }).click();
  await family.getByText("The Millers", { exact: true }).first().waitFor();
  const mira = member(family, "mira");
  await mira.getByRole("button", { name: "Take the limit away" }).click();
  await mira.getByText("The team has paid 0 tokens").waitFor();
  await mira.getByLabel("Who pays for uses of mira").selectOption("Only the team's tokens");
  await joined.getByLabel("Who pays for my uses").and(joined.locator('select:has(option:checked:text-is("Only the team\'s tokens"))')).waitFor();
  await joined.getByText("The Millers", { exact: true }).first().waitFor();
  await mira.getByRole("button", { name: "Make an admin of mira" }).click();
  await mira.getByText("Admin", { exact: true }).waitFor();
  await joined.getByRole("form", { name: "Invite" }).waitFor();
  assert.equal(await joined.getByRole("form", { name: "Invite" }).getByLabel("Invite").count(), 0, "only the owner makes admins");
}

async function handsOver(family, joined) {
  await member(family, "mira").getByRole("button", { name: "Hand the team over to mira" }).click();
  await member(family, "olga").getByText("Admin", { exact: true }).waitFor();
  await family.getByRole("button", { name: "Leave the team" }).waitFor();
  await joined.getByRole("button", { name: "Close the team" }).waitFor();
}

/** Whoever is removed sees it at once; whoever closes the team gets its tokens. */
async function leavesAndCloses(family, joined) {
  const olga = member(joined, "olga");
  await olga.getByText("Change olga").click();
  await olga.getByRole("button", { name: "Remove olga from the team" }).click();
  await family.getByRole("button", { name: "Found it" }).waitFor();
  await joined.getByText("900 tokens shared by 1 of 6 members").waitFor();
  await joined.getByRole("button", { name: "Close the team" }).click();
  await joined.getByRole("button", { name: "Found it" }).waitFor();
  const { account } = await api("{ account { balance { available } team { role } } }", {}, "mira");
  assert.deepEqual(account, { balance: { available: 10_900 }, team: null });
}
