/**
 * What is set and bought for a team: prices with the reasons that count for the team, packs, spend caps, alerts and
 * codes; all follow the pool live. CODE is that of a partner.
 */
import assert from "node:assert/strict";

import { accessibilityFaults, api, inBrowser, isLive, overflow, shows, signIn, use } from "./browser.mjs";

const { CODE } = process.env;
const PHONE = { width: 390, height: 844, isMobile: true, hasTouch: true };
const FOUND = `mutation { createTeam(input: {name: "Club", kind: TEAM, idempotencyKey: "club"}) { ... on TeamCreated { team { id } } } }`;
const ENROL = "mutation ($input: SetProgrammeInput!) { setProgramme(input: $input) { __typename } }";
const PAY = "mutation ($input: SetTeamMemberInput!) { setTeamMember(input: $input) { __typename } }";

await inBrowser(async (open) => {
  const team = (await api(FOUND)).createTeam.team.id;
  const page = await open();
  await signIn(page);
  await prices(page, team);
  await buys(page);
  await api(PAY, { input: { teamId: team, accountId: "demo", payFrom: "TEAM_ONLY", idempotencyKey: "pay" } });
  await caps(page);
  await alerts(page);
  for (const look of [{}, { colorScheme: "dark" }, PHONE, { ...PHONE, colorScheme: "dark" }]) {
    const other = await open(look);
    await signIn(other);
    await shop(other).getByText("Education: 30% off").first().waitFor();
    await part(other, "Spend caps").getByText("200 of 500 tokens used").waitFor();
    assert.deepEqual(await accessibilityFaults(other), [], JSON.stringify(look));
    assert.equal(await overflow(other), 0, `${JSON.stringify(look)} scrolls sideways`);
    await other.close();
  }
  await removes(page, team);
});

function part(page, label) {
  return page.getByRole("region", { name: `${label} of Club` });
}

function shop(page) {
  return part(page, "Tokens");
}

/** The team's prices have the team's reasons; the user's own prices do not change. */
async function prices(page, team) {
  const buy = (price) => shop(page).getByRole("button", { name: `Buy the Starter Pack for Club for ${price}` });
  await buy("$5").waitFor();
  await shop(page).getByLabel("Code of a partner").fill(CODE);
  await shop(page).getByRole("button", { name: "Use code" }).click();
  await shop(page).getByText("Partners: the team’s prices are lower now.").waitFor();
  await buy("$4.25").waitFor();
  await api(ENROL, { input: { accountId: team, programme: "EDU", reason: "a school" } }, "root", "admin");
  await page.reload();
  await isLive(page);
  await buy("$3.50").waitFor();
  await shop(page).getByText("Education: 30% off").first().waitFor();
  await shop(page).getByLabel("How many of the Starter Pack for Club").fill("10");
  await buy("$35").waitFor();
  await shop(page).getByLabel("How many of the Starter Pack for Club").fill("1");
  await page.getByRole("button", { name: "Buy the Starter Pack for $5", exact: true }).waitFor();
  const plan = part(page, "Tokens").getByRole("region", { name: "The plan of Club" });
  await plan.getByLabel("New plan").selectOption("Team");
  await plan.getByText("List price $9").waitFor();
  await plan.getByText("$4.50 a month for each seat").waitFor();
  const topUp = page.getByRole("form", { name: "Set the top-up of Club" });
  await topUp.locator("option", { hasText: "Starter Pack: 200K tokens for $3.50, Education: 30% off" }).waitFor({ state: "attached" });
}

async function buys(page) {
  await shop(page).getByRole("button", { name: "Buy the Starter Pack for Club for $3.50" }).click();
  await page.getByRole("button", { name: /^Pay \D*3.50/ }).click();
  await isLive(page);
  await page.getByText("200,000 tokens shared by 1 of 10 members").waitFor();
  await shows(page, 10_000);
}

async function caps(page) {
  const form = page.getByRole("form", { name: "Set a spend cap of Club" });
  await form.getByLabel("Tokens").fill("500");
  await form.getByRole("button", { name: "Set cap" }).click();
  await part(page, "Spend caps").getByText("0 of 500 tokens used; starts again").waitFor();
  await use(20);
  await part(page, "Spend caps").getByText("100 of 500 tokens used; starts again").waitFor();
}

async function alerts(page) {
  const form = page.getByRole("form", { name: "Set an alert of Club" });
  await form.getByLabel("Tell me at tokens").fill("199850");
  await form.getByRole("button", { name: "Set alert" }).click();
  await part(page, "Alerts").getByText("Balance below 199,850 tokens", { exact: true }).waitFor();
  const told = page.getByRole("status", { name: "Told just now" });
  await part(page, "Alerts").getByText("Not told yet").waitFor();
  const { account } = await api(`{ account { team { team { account { alerts { threshold } } } } } }`);
  assert.deepEqual(account.team.team.account.alerts, [{ threshold: 199_850 }]);
  assert.equal(await told.getByText("Club").count(), 0);
  await use(20);
  await told.getByText("Club, Balance below 199,850 tokens: 199,800 tokens were left.").waitFor();
}

async function removes(page, team) {
  await part(page, "Spend caps").getByRole("button", { name: "Remove the cap: The whole account, a day" }).click();
  await part(page, "Spend caps").getByRole("listitem").waitFor({ state: "detached" });
  await part(page, "Alerts").getByRole("button", { name: "Remove the alert: Balance below 199,850 tokens" }).click();
  await part(page, "Alerts").getByRole("listitem").waitFor({ state: "detached" });
  const { account } = await api("query ($id: ID!) { account(id: $id) { spendCaps { tokens } alerts { threshold } } }", { id: team });
  assert.deepEqual(account, { spendCaps: [], alerts: [] });
}
