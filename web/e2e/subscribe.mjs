/** A subscription starts through the checkout, applies at once, and can be cancelled and resumed. */
import { inBrowser, shows, signIn } from "./browser.mjs";

await inBrowser(async (open) => {
  const page = await open();
  await signIn(page);
  await shows(page, 10_000);

  await page.getByRole("button", { name: "Subscribe for $10 a month" }).click();
  await page.getByRole("button", { name: /^Pay \d/ }).click();

  await page.getByText("Welcome to Premium: it is active from now on.").waitFor();
  await shows(page, 30_000);
  const shop = page.getByRole("region", { name: "Get more tokens" });
  await shop.getByText("Your plan").waitFor();
  await shop.getByRole("button", { name: "End after this period" }).click();
  await shop.getByText(/^Ends on /).waitFor();
  await shop.getByRole("button", { name: "Keep the subscription" }).click();
  await shop.getByText(/^Renews on /).waitFor();
});
