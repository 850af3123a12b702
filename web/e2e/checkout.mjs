/** Every state of the sandbox's checkout can be left by its buttons. */
import assert from "node:assert/strict";

import { inBrowser, shows, signIn } from "./browser.mjs";

await inBrowser(async (open) => {
  const page = await open();
  await signIn(page);
  const press = (name) => page.getByRole("button", { name }).click();
  const buy = async () => {
    await page.getByRole("button", { name: "Buy the Power Pack for $10" }).click();
    await page.getByRole("heading", { name: "Checkout" }).waitFor();
  };

  await buy();
  const checkout = page.url();
  await press("Have the card declined");
  await page.getByRole("alert").getByText("declined").waitFor();
  assert.equal(page.url(), checkout, "a decline stays on the checkout's own address");
  await press("Have the card declined");
  await page.getByRole("alert").getByText("declined").waitFor();
  await page.reload();
  await press("Cancel and go back");
  await page.getByText("Nothing was bought").waitFor();
  await shows(page, 10_000);

  await buy();
  await press("Have the card declined");
  await page.getByRole("alert").waitFor();
  await press("Pay later");
  await page.getByText("is on its way").waitFor();
  await page.reload();
  await press("The transfer fails");
  await page.getByText("The money did not arrive").waitFor();
  await page.getByRole("link", { name: "Go back" }).click();
  await shows(page, 10_000);

  await buy();
  await press("Pay later");
  await page.getByRole("link", { name: "Go back without waiting" }).click();
  await shows(page, 10_000);
  await page.goBack();
  await press("The money arrives");
  await shows(page, 510_000);

  await buy();
  await press("Have the card declined");
  await page.getByRole("alert").waitFor();
  await press(/^Pay \d/);
  await shows(page, 1_010_000);
});
