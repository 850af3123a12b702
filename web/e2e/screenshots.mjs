/** Pictures of the main states, for the documentation: `make screenshots` keeps them. */
import { inBrowser, isLive, shows, signIn, use } from "./browser.mjs";

const FOLDER = process.env.FOLDER;

await inBrowser(async (open) => {
  const visitor = await open();
  await visitor.goto("/");
  await visitor.getByRole("heading", { name: "Models" }).waitFor();
  await visitor.getByText("GPT-4 Turbo").first().waitFor();
  await picture(visitor, "welcome");

  const light = await open({ height: 1150 });
  await signIn(light);
  for (const [model, tokens] of [["qwen-turbo", 412_000], ["qwen-plus", 96_000], ["google/gemini-2.5-pro", 900], ["gpt-4o", 480], ["claude-sonnet", 220], ["deepseek-coder", 900]]) {
    await use(tokens, { model });
  }
  await light.getByRole("button", { name: "Use it" }).click();
  await light.getByText("tokens; ").waitFor();
  await picture(light, "light");
  await light.locator("#advice").evaluate((section) => section.scrollIntoView({ behavior: "instant" }));
  await picture(light, "models");

  const dark = await open({ height: 1150, colorScheme: "dark" });
  await signIn(dark);
  await picture(dark, "dark");

  const phone = await open({ width: 390, height: 844, deviceScaleFactor: 2, isMobile: true, hasTouch: true });
  await signIn(phone);
  await picture(phone, "phone");

  const low = await open();
  await signIn(low, "low");
  await use(1_900, { account: "low" });
  await shows(low, 500);
  await low.getByRole("button", { name: "A book" }).click();
  await low.getByText("1,270,000 tokens").waitFor();
  await low.getByRole("button", { name: "Use it" }).click();
  await low.getByText("These would do").waitFor();
  await picture(low, "low-balance");

  await low.getByRole("button", { name: "Buy the Power Pack for $10" }).click();
  await low.getByRole("button", { name: /^Pay \d/ }).waitFor();
  await picture(low, "checkout");
  await low.getByRole("button", { name: /^Pay \d/ }).click();
  await isLive(low);
  await low.getByText("The Power Pack is yours").waitFor();
  await picture(low, "paid");
});

async function picture(page, name, options = {}) {
  await page.screenshot({ path: `${FOLDER}/${name}.png`, animations: "disabled", ...options });
}
