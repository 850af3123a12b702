/**
 * In production the page gives no tokens; a user who brings one is signed in, in this tab only. The limits of production
 * let a person load the page twice at once in two tabs: a refused request would be an error on the page.
 */
import { readFileSync } from "node:fs";

import { ADDRESS, inBrowser, isLive, shows } from "./browser.mjs";

const { TOKEN } = process.env;
/** A document of the page, because the service takes no others here. */
const PROVIDERS = Object.values(JSON.parse(readFileSync("dist/documents.json", "utf8"))).find((text) => text.includes("query Providers"));

await inBrowser(async (open) => {
  const page = await open();
  await page.goto("/");
  await signIn(page);
  await page.getByRole("banner").getByText("carol").waitFor();
  await page.reload();
  await isLive(page);

  const other = await page.context().newPage();
  await other.goto("/");
  await signIn(other);
  await limitIsWhole();
  for (let times = 0; times < 2; times += 1) await Promise.all([page, other].map(loads));
});

async function signIn(page) {
  await page.getByLabel("Access token").fill(TOKEN);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await shows(page, 10_000);
}

async function loads(page) {
  await page.reload();
  await isLive(page);
  await page.locator("#history .empty").waitFor();
}

/** Waits until what the user did so far no longer counts: the loads before took units too. The service tells how long that lasts. */
async function limitIsWhole() {
  const headers = { authorization: `Bearer ${TOKEN}`, "content-type": "application/json" };
  for (;;) {
    const answer = await fetch(`${ADDRESS}/graphql`, { method: "POST", headers, body: JSON.stringify({ query: PROVIDERS }) });
    const [, left, seconds] = /r=(\d+);t=(\d+)/.exec(answer.headers.get("ratelimit")).map(Number);
    const [, most] = /q=(\d+)/.exec(answer.headers.get("ratelimit-policy")).map(Number);
    if (left >= most - 1) return;
    await new Promise((passed) => setTimeout(passed, seconds * 1_000));
  }
}
