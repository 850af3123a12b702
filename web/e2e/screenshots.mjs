/** Pictures of the main states, for the documentation: `make screenshots` keeps them. */
import { api, inBrowser, isLive, shows, signIn, use } from "./browser.mjs";

const FOLDER = process.env.FOLDER;

await inBrowser(async (open) => {
  const visitor = await open();
  await visitor.goto("/");
  await visitor.getByRole("heading", { name: "Models" }).waitFor();
  await visitor.getByText("GPT-4 Turbo").first().waitFor();
  await picture(visitor, "welcome");

  const light = await open({ height: 1440 });
  await signIn(light);
  await useForWeeks();
  await light.getByRole("button", { name: "Buy the Starter Pack for $5" }).click();
  await light.getByRole("button", { name: /^Pay \d/ }).click();
  await light.getByText("The Starter Pack is yours").waitFor();
  await light.getByRole("button", { name: "Close this message" }).click();
  await light.getByRole("button", { name: "Use it" }).click();
  await light.getByText("GPT-4o cost").waitFor();
  await isRead(light);
  await picture(light, "light");
  await light.getByRole("region", { name: "Models", exact: true }).getByRole("button", { name: "Premium" }).click();
  await light.getByRole("row", { name: /^Qwen/ }).first().waitFor({ state: "detached" });
  await light.locator("#advice").evaluate((section) => section.scrollIntoView({ behavior: "instant" }));
  await picture(light, "models");

  const dark = await open({ height: 1440, colorScheme: "dark" });
  await signIn(dark);
  await isRead(dark);
  await picture(dark, "dark");

  const phone = await open({ width: 390, height: 844, deviceScaleFactor: 2, isMobile: true, hasTouch: true });
  await signIn(phone);
  await picture(phone, "phone");

  const held = await open({ height: 1150 });
  await signIn(held, "held");
  await held.getByRole("button", { name: "Reserve" }).click();
  await held.locator("#play-model").fill("qwen-turbo");
  await held.getByRole("button", { name: "A book" }).click();
  await held.getByRole("button", { name: "Reserve" }).click();
  await held.getByText("254K reserved").waitFor();
  await held.getByText("Qwen Turbo: 254,000 tokens").waitFor();
  await held.locator('.quote[data-stale="false"]', { hasText: /^Free$/ }).waitFor();
  await picture(held, "holds");

  const low = await open();
  await signIn(low, "low");
  await use(1_900, { account: "low" });
  await shows(low, 500);
  await low.getByRole("button", { name: "A book" }).click();
  await low.getByText("1,270,000 tokens").waitFor();
  await low.getByRole("button", { name: "Use it" }).click();
  await low.getByText("You could use").waitFor();
  await picture(low, "low-balance");

  await low.getByRole("button", { name: "Buy the Power Pack for $10" }).click();
  await low.getByRole("button", { name: /^Pay \d/ }).waitFor();
  await picture(low, "checkout");
  await low.getByRole("button", { name: /^Pay \d/ }).click();
  await isLive(low);
  await low.getByText("The Power Pack is yours").waitFor();
  await picture(low, "paid");

  await sharedByAFamily();
  const family = await open({ height: 1150 });
  await signIn(family, "olga");
  const region = family.getByRole("region", { name: "Family and team" });
  await region.getByText("ben: GPT-4o").first().waitFor();
  await region.getByRole("list", { name: "Invitations" }).getByRole("listitem").waitFor();
  await family.locator("#team").evaluate((section) => section.scrollIntoView({ behavior: "instant" }));
  await picture(family, "team");
});

/** A family with two members, who have used its tokens, and an invitation. */
async function sharedByAFamily() {
  const { createTeam } = await api(
    'mutation { createTeam(input: { name: "The Smiths", kind: FAMILY, idempotencyKey: "found" }) { ... on TeamCreated { team { id } } } }',
    {},
    "olga",
  );
  const teamId = createTeam.team.id;
  const gift = { accountId: teamId, tokens: 60_000, reason: "a gift", idempotencyKey: "gift" };
  await api("mutation ($input: AdjustBalanceInput!) { adjustBalance(input: $input) { __typename } }", { input: gift }, "root", "admin");
  const invite = "mutation ($input: InviteToTeamInput!) { inviteToTeam(input: $input) { ... on TeamInvited { code } } }";
  const pay = "mutation ($input: SetTeamMemberInput!) { setTeamMember(input: $input) { __typename } }";
  for (const [account, limit] of [
    ["mira", { tokens: 2_500, period: "DAY" }],
    ["ben", null],
  ]) {
    const { inviteToTeam } = await api(invite, { input: { teamId, limit, idempotencyKey: account } }, "olga");
    await api("mutation ($input: JoinTeamInput!) { joinTeam(input: $input) { __typename } }", { input: { code: inviteToTeam.code, idempotencyKey: "join" } }, account);
    await api(pay, { input: { teamId, accountId: account, payFrom: "TEAM_FIRST", idempotencyKey: "pay" } }, account);
  }
  await api(invite, { input: { teamId, role: "ADMIN", address: "anna@example.com", idempotencyKey: "anna" } }, "olga");
  for (const [index, account] of ["mira", "ben", "ben", "mira", "ben"].entries()) {
    await use(120 + 75 * index, { account, model: index % 2 === 0 ? "gpt-4o" : "claude-sonnet" });
  }
}

/** Uses of the last weeks. */
async function useForWeeks() {
  const days = [26, 24, 23, 21, 20, 19, 17, 16, 14, 13, 12, 10, 9, 8, 7, 6, 5, 3, 2, 1, 0];
  for (const [index, daysAgo] of days.entries()) {
    await use(6_000 + 9_000 * ((index * 5) % 7), { model: "qwen-turbo", daysAgo });
    if (index % 2 === 0) await use(4_000 + 3_500 * (index % 5), { model: "qwen-plus", daysAgo });
    if (index % 4 === 1) await use(90, { daysAgo });
    if (index % 6 === 2) await use(40, { model: "claude-sonnet", daysAgo });
    if (index % 3 === 0) await use(2_500, { model: "google/gemini-2.5-pro", daysAgo });
  }
}

/** Waits until the usage plot and the history are shown. */
async function isRead(page) {
  await page.locator(".yb-plot").waitFor();
  await page.getByRole("region", { name: "History", exact: true }).locator("tbody tr").nth(9).waitFor();
}

/** Takes a picture. The pointer is out of the way, so that nothing looks as if it was pointed at. */
async function picture(page, name, options = {}) {
  await page.mouse.move(0, 0);
  await page.screenshot({ path: `${FOLDER}/${name}.png`, animations: "disabled", ...options });
}
