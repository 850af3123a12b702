/** A family: founded, joined by a code, limited, used and closed; light, dark and phone width are accessible and fit. */
import assert from "node:assert/strict";

import { accessibilityFaults, api, inBrowser, overflow, signIn, use } from "./browser.mjs";

const PHONE = { width: 390, height: 844, isMobile: true, hasTouch: true };
const ADJUST = "mutation ($input: AdjustBalanceInput!) { adjustBalance(input: $input) { __typename } }";

await inBrowser(async (open) => {
  const page = await open();
  await signIn(page, "olga");
  const family = page.getByRole("region", { name: "Family and team" });
  await family.getByLabel("Code of an invitation").fill("wrong");
  await family.getByRole("button", { name: "Join" }).click();
  await family.getByRole("alert").getByText("There is no invitation with this code").waitFor();
  await family.getByLabel("Name").fill("The Smiths");
  await family.getByRole("button", { name: "Found it" }).click();
  await family.getByText("0 tokens shared by 1 of 6 members").waitFor();
  assert.equal(await family.getByRole("alert").count(), 0);

  const { account } = await api("{ account { team { team { id } } } }", {}, "olga");
  const team = account.team.team.id;
  await api(ADJUST, { input: { accountId: team, tokens: 1_000, reason: "a gift", idempotencyKey: "gift" } }, "root", "admin");
  await family.getByText("1,000 tokens shared by 1 of 6 members").waitFor();

  await family.getByRole("button", { name: "Invite a member" }).click();
  const invitations = family.getByRole("list", { name: "Invitations" });
  const code = await invitations.getByRole("listitem").first().locator("code").innerText();
  await family.getByRole("button", { name: "Invite a member" }).click();
  await invitations.getByRole("listitem").nth(1).waitFor();

  const other = await open();
  await signIn(other, "mira");
  const joined = other.getByRole("region", { name: "Family and team" });
  await joined.getByLabel("Code of an invitation").fill(code);
  await joined.getByRole("button", { name: "Join" }).click();
  await joined.getByText("1,000 tokens shared by 2 of 6 members").waitFor();
  await joined.getByLabel("Who pays for my uses").selectOption("The team's tokens first");
  assert.equal(await joined.getByRole("button", { name: "Invite a member" }).count(), 0);
  assert.equal(await joined.getByRole("list", { name: "Members" }).getByRole("listitem").count(), 1);
  await joined.getByLabel("Who pays for my uses").and(other.locator("select:enabled")).waitFor();
  await family.getByText("1,000 tokens shared by 2 of 6 members").waitFor();

  const mira = family.getByRole("list", { name: "Members" }).getByRole("listitem").filter({ hasText: "mira" });
  await mira.getByLabel("Tokens a day for mira").fill("150");
  await mira.getByRole("button", { name: "Set limit of mira" }).click();
  await mira.getByText("The team has paid 0 of 150 tokens a day").waitFor();
  await use(20, { account: "mira" });
  await mira.getByText("The team has paid 100 of 150 tokens a day").waitFor();
  await family.getByText("900 tokens shared by 2 of 6 members").waitFor();
  await family.getByRole("list", { name: "Last uses of the team's tokens" }).getByText("mira: GPT-4o, 100 tokens").waitFor();
  await joined.getByText("The team has paid 100 of 150 tokens a day for you").waitFor();

  for (const look of [{}, { colorScheme: "dark" }, PHONE, { ...PHONE, colorScheme: "dark" }]) {
    const looked = await open(look);
    await signIn(looked, "olga");
    await looked.getByText("900 tokens shared by 2 of 6 members").waitFor();
    assert.deepEqual(await accessibilityFaults(looked), [], JSON.stringify(look));
    assert.equal(await overflow(looked), 0, `${JSON.stringify(look)} scrolls sideways`);
    await looked.close();
  }

  await invitations.getByRole("button", { name: /^Revoke/ }).click();
  await invitations.getByRole("listitem").first().waitFor({ state: "detached" });
  await mira.getByRole("button", { name: "Take the limit away from mira" }).click();
  await mira.getByText("The team has paid 0 tokens").waitFor();
  await mira.getByRole("button", { name: "Remove mira from the team" }).click();
  await mira.waitFor({ state: "detached" });
  await joined.getByRole("button", { name: "Found it" }).waitFor();
  page.on("dialog", (dialog) => dialog.accept());
  await family.getByRole("button", { name: "Close the team" }).click();
  await family.getByRole("button", { name: "Found it" }).waitFor();
  const after = await api("{ account { balance { available } team { role } } }", {}, "olga");
  assert.deepEqual(after.account, { balance: { available: 10_900 }, team: null });
});
