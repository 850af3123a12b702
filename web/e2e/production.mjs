/**
 * In production the page gives no tokens; a user who brings one is signed in, in this tab only. The limits of production
 * let a person load the page twice at once in two tabs: a refused request would be an error on the page.
 */
import { inBrowser, isLive, shows } from "./browser.mjs";

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
  for (let times = 0; times < 2; times += 1) await Promise.all([page, other].map(loads));
});

async function signIn(page) {
  await page.getByLabel("Access token").fill(process.env.TOKEN);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await shows(page, 10_000);
}

async function loads(page) {
  await page.reload();
  await isLive(page);
  await page.locator("#history .empty").waitFor();
}
