/** GraphiQL runs a query and a subscription with its built-in token, and loads nothing from other servers. */
import assert from "node:assert/strict";

import { ADDRESS, inBrowser, use } from "./browser.mjs";

await inBrowser(async (open) => {
  const page = await open();
  const elsewhere = [];
  page.on("request", (request) => {
    if (!/^(data|blob):/.test(request.url()) && !request.url().startsWith(ADDRESS)) elsewhere.push(request.url());
  });
  await page.goto("/graphiql");
  await run(page, "Account");
  await answers(page, '"available": 10000');

  await run(page, "Balance");
  await answers(page, '"revision"');
  await use(100);
  await answers(page, '"available": 9500');
  assert.deepEqual(elsewhere, []);
});

/** The button opens a menu once the document's operations are known; before that it executes at once. */
async function run(page, operation) {
  await page.locator('.graphiql-execute-button[aria-haspopup="menu"]').click();
  await page.getByRole("menuitem", { name: operation, exact: true }).click();
}

function answers(page, text) {
  return page.locator(".graphiql-response", { hasText: text }).waitFor();
}
