/** In production the page gives no tokens; a user who brings one is signed in, in this tab only. */
import { inBrowser, isLive, shows } from "./browser.mjs";

await inBrowser(async (open) => {
  const page = await open();
  await page.goto("/");
  await page.getByLabel("Access token").fill(process.env.TOKEN);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await shows(page, 10_000);
  await page.getByRole("banner").getByText("carol").waitFor();
  await page.reload();
  await isLive(page);

  const other = await page.context().newPage();
  await other.goto("/");
  await other.getByLabel("Access token").waitFor();
});
