/** The balance changes in two tabs at once when another program records a use. */
import assert from "node:assert/strict";

import { inBrowser, isLive, shows, signIn, use } from "./browser.mjs";

await inBrowser(async (open) => {
  const first = await open();
  await signIn(first);
  const second = await first.context().newPage();
  let sockets = 0;
  second.on("websocket", () => (sockets += 1));
  await second.goto("/");
  await isLive(second);
  await Promise.all([shows(first, 10_000), shows(second, 10_000)]);

  await use(100);

  await Promise.all([shows(first, 9_500), shows(second, 9_500)]);
  for (const tab of [first, second]) {
    await tab.getByRole("cell", { name: "500", exact: true }).waitFor();
    await tab.getByRole("row", { name: "GPT-4o gpt-4o " }).getByText("9.5K tokens left").waitFor();
  }
  assert.equal(sockets, 1, "one socket a tab");
});
