/** Pictures of the owner's page, for the documentation: `make screenshots` keeps them. */
import { inBrowser } from "./browser.mjs";

await inBrowser(async (open) => {
  for (const [name, look] of [["admin", {}], ["admin-dark", { colorScheme: "dark" }]]) {
    const page = await open({ height: 1440, ...look });
    await page.goto("/admin");
    await page.getByRole("button", { name: "Sign in as operator" }).click();
    await page.getByRole("button", { name: "90 days" }).click();
    await page.locator(".tile", { hasText: "Free-model use" }).filter({ hasText: /of [1-9][\d,]+ uses/ }).waitFor();
    await page.getByRole("row", { name: /Adjusted a balance/ }).first().waitFor();
    await page.getByRole("heading", { name: "By day" }).waitFor();
    await page.screenshot({ path: `${process.env.FOLDER}/${name}.png`, animations: "disabled" });
  }
});
