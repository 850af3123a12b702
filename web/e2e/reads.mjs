/**
 * A load of the page reads each of its parts once, and once more after a change; so does another language. What it reads is
 * listed in reads.json: the rate limits of production are reckoned from that list.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

import { api, inBrowser, isLive, shows, use } from "./browser.mjs";

const LOAD = JSON.parse(readFileSync(new URL("reads.json", import.meta.url), "utf8"));
/** What is read again for the team after a change. */
const OF_TEAM = ["Alerts", "AutoTopUp", "PacksForTeam", "PlanChoices", "SpendCaps", "TeamInvitations", "TeamMembers", "TeamUses"];
const FOUND = `mutation { createTeam(input: {name: "Club", kind: TEAM, idempotencyKey: "club"}) { __typename } }`;

await inBrowser(async (open) => {
  const page = await open();
  const asked = watch(page);
  await page.goto("/");
  await page.getByLabel("Account", { exact: true }).waitFor();
  await asked.until(() => ["Advice", "Models", "Offers", "Providers"].every((name) => asked.names().includes(name)));
  assert.deepEqual(asked.repeated(1), [], "a visitor's load");

  asked.clear();
  await page.getByLabel("Account", { exact: true }).fill("demo");
  await page.getByRole("button", { name: "Sign in as demo" }).click();
  await isLive(page);
  await readsOnce(page, asked, 9_500);

  await page.goto("about:blank");
  await api(FOUND);
  asked.clear();
  await page.goto("/");
  await isLive(page);
  await asked.until(() => asked.names().length >= LOAD.length);
  assert.deepEqual(asked.names(), LOAD, "the load of a team's owner");
  await readsOnce(page, asked, 9_000);
  // They wait for the answer about the team.
  await asked.until(() => OF_TEAM.every((name) => asked.ofTeam(name) >= 2));

  asked.clear();
  await page.getByLabel("Language").selectOption("zh");
  await page.locator("html[lang=zh]").waitFor();
  await isLive(page);
  await readsOnce(page, asked, 8_500);
});

/** A use by another program is shown; before it, nothing was asked twice, and since then at most once more. */
async function readsOnce(page, asked, left) {
  await page.locator("#history .empty, #history tbody tr").first().waitFor();
  assert.deepEqual(asked.repeated(1), [], "a load");
  await use(100);
  await shows(page, left);
  await page.locator("#history tbody tr").nth((10_000 - left) / 500 - 1).waitFor();
  assert.deepEqual(asked.repeated(2), [], "a load and a change");
}

/** The operations that a page sends, over HTTP and websockets. */
function watch(page) {
  const asked = [];
  let wake = () => undefined;
  const note = ({ query, variables }) => {
    const [, name] = /(?:query|mutation|subscription) (\w+)/.exec(query);
    asked.push({ name, whole: `${name} ${JSON.stringify(variables)}` });
    wake();
  };
  page.on("request", (request) => {
    if (request.method() === "POST" && new URL(request.url()).pathname === "/graphql") note(request.postDataJSON());
  });
  page.on("websocket", (socket) => {
    socket.on("framesent", ({ payload }) => {
      const message = JSON.parse(payload);
      if (message.type === "subscribe") note(message.payload);
    });
  });
  return {
    names: () => asked.map(({ name }) => name).sort(),
    /** What was asked more often than `most` times with the same variables. */
    repeated: (most) => asked.map(({ whole }) => whole).filter((whole, at, all) => all.slice(0, at).filter((one) => one === whole).length === most),
    /** How often a part was asked for a team. */
    ofTeam: (part) => asked.filter(({ name, whole }) => name === part && whole.includes('"team:')).length,
    clear: () => asked.splice(0),
    async until(condition) {
      while (!condition()) await new Promise((resolve) => (wake = resolve));
    },
  };
}
