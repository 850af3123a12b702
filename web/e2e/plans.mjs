/** A plan is changed after its cost was shown: later, taken back, and now; light, dark and phone width are accessible and fit. */
import assert from "node:assert/strict";

import { accessibilityFaults, api, inBrowser, overflow, shows, signIn } from "./browser.mjs";

const PHONE = { width: 390, height: 844, isMobile: true, hasTouch: true };

await inBrowser(async (open) => {
  const page = await open();
  await signIn(page);
  await shows(page, 10_000);
  const shop = page.getByRole("region", { name: "Get more tokens" });
  const change = page.getByRole("region", { name: "Change the plan" });
  assert.equal(await shop.getByRole("heading", { name: "Team" }).count(), 0, "plans for teams are not for persons");
  assert.equal(await change.count(), 0, "without a subscription there is nothing to change");

  await page.getByRole("button", { name: "Subscribe for $10 a month" }).click();
  await page.getByRole("button", { name: /^Pay \d/ }).click();
  await shows(page, 30_000);

  const cost = await shown(change, "After this period");
  await cost.getByText("Charged now").waitFor();
  await cost.getByText("$0", { exact: true }).waitFor();
  await cost.getByText("30,000 tokens a day → 10,000 tokens a month").waitFor();
  await cost.getByRole("button", { name: "Leave it" }).click();
  await cost.waitFor({ state: "detached" });
  assert.equal((await subscription()).cancelAtPeriodEnd, false, "what is only shown changes nothing");

  for (const look of [{}, { colorScheme: "dark" }, PHONE, { ...PHONE, colorScheme: "dark" }]) {
    const other = await open(look);
    await signIn(other);
    await shown(other.getByRole("region", { name: "Change the plan" }), "Now");
    assert.deepEqual(await accessibilityFaults(other), [], JSON.stringify(look));
    assert.equal(await overflow(other), 0, `${JSON.stringify(look)} scrolls sideways`);
  }

  await (await shown(change, "After this period")).getByRole("button", { name: "Confirm the change" }).click();
  await shop.getByText(/^Ends on /).waitFor();
  await change.getByRole("button", { name: "Show what it costs" }).click();
  await change.getByRole("alert").getByText("The account has this plan").waitFor();
  await shop.getByRole("button", { name: "Keep the subscription" }).click();
  await shop.getByText(/^Renews on /).waitFor();
  await shop.getByText("$10 a month.", { exact: true }).waitFor();
  await shows(page, 30_000);

  const now = await shown(change, "Now");
  await now.getByText("Lapses now").waitFor();
  await now.getByText("30,000 tokens", { exact: true }).waitFor();
  await now.getByRole("button", { name: "Confirm the change" }).click();
  await shows(page, 10_000);
  await change.waitFor({ state: "detached" });
  assert.equal((await subscription()).status, "CANCELED");

  const made = await api(
    `mutation { createTeam(input: {name: "Club", kind: TEAM, idempotencyKey: "club"}) { ... on TeamCreated { team { id } } } }`,
  );
  const team = made.createTeam.team.id;
  await page.reload();
  const club = page.getByRole("region", { name: "The plan of Club" });
  await club.getByLabel("New plan").selectOption("Team");
  await club.getByLabel("Seats").fill("4");
  await club.getByRole("button", { name: "Show what it costs" }).click();
  const first = club.getByRole("group", { name: "Team, 4 seats" });
  await first.getByText("$36", { exact: true }).waitFor();
  await first.getByText("none → 120,000 tokens a day").waitFor();
  assert.deepEqual(await accessibilityFaults(page), []);
  await first.getByRole("button", { name: "Go to the checkout" }).click();
  await page.getByRole("button", { name: /^Pay \d/ }).click();

  await changeSeats(club, "6", "Now");
  await club.getByText("120,000 tokens a day → 180,000 tokens a day").waitFor();
  await club.getByRole("button", { name: "Confirm the change" }).click();
  await club.getByRole("group").waitFor({ state: "detached" });
  assert.deepEqual(await subscription(team), { status: "ACTIVE", cancelAtPeriodEnd: false, seats: 6 });

  await club.getByText("$54 a month.", { exact: true }).waitFor();
  await changeSeats(club, "5", "Now");
  await club.getByRole("alert").getByText("Fewer seats take effect at the end of the period only.").waitFor();
  await changeSeats(club, "5", "After this period");
  await club.getByRole("button", { name: "Confirm the change" }).click();
  await club.getByText(/^Team with 5 seats begins on /).waitFor();
  await club.getByRole("button", { name: "Take it back" }).click();
  await club.getByText(/^Team with 5 seats begins/).waitFor({ state: "detached" });
  for (const look of [{ colorScheme: "dark" }, PHONE]) {
    const other = await open(look);
    await signIn(other);
    await changeSeats(other.getByRole("region", { name: "The plan of Club" }), "9", "Now");
    await other.getByRole("group", { name: "Team, 9 seats" }).waitFor();
    assert.deepEqual(await accessibilityFaults(other), [], JSON.stringify(look));
    assert.equal(await overflow(other), 0, `${JSON.stringify(look)} scrolls sideways`);
  }
});

async function changeSeats(club, seats, when) {
  await club.getByLabel("Seats").fill(seats);
  await club.getByLabel("When").selectOption(when);
  await club.getByRole("button", { name: "Show what it costs" }).click();
}

/** Chooses the end of the plan and asks for its cost, which is returned. */
async function shown(change, when) {
  await change.getByLabel("New plan").selectOption("Free");
  await change.getByLabel("When").selectOption(when);
  await change.getByRole("button", { name: "Show what it costs" }).click();
  const cost = change.getByRole("group", { name: "Free" });
  await cost.waitFor();
  return cost;
}

async function subscription(id = null) {
  const query = "query ($id: ID) { account(id: $id) { subscription { status cancelAtPeriodEnd seats } } }";
  return (await api(query, { id })).account.subscription;
}
