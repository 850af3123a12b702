/** The socket is cut and reconnects: the page shows what changed meanwhile, and never an older balance. */
import assert from "node:assert/strict";

import { inBrowser, isLive, shows, signIn, use } from "./browser.mjs";
import { wireTo } from "./wire.mjs";

const wire = await wireTo(process.env.API);
await inBrowser(
  async (open) => {
    const page = await open({ baseURL: wire.address });
    await signIn(page);
    await use(100);
    await shows(page, 9_500);
    await page.evaluate(() => {
      globalThis.seen = [];
      const balance = document.querySelector(".yb-available strong");
      new MutationObserver(() => globalThis.seen.push(balance.textContent)).observe(balance, {
        characterData: true,
        childList: true,
        subtree: true,
      });
    });

    wire.cut();
    await page.locator('.yb-connection[data-connection="reconnecting"]').waitFor();
    await use(200);
    await shows(page, 9_500);

    wire.restore();
    await isLive(page);
    await shows(page, 8_500);
    await use(100);
    await shows(page, 8_000);
    assert.deepEqual(await page.evaluate(() => globalThis.seen), ["8,500", "8,000"]);

    await page.context().setOffline(true);
    await page.getByText("You are offline.").waitFor();
    await use(100);
    await page.context().setOffline(false);
    await isLive(page);
    await shows(page, 7_500);
  },
  // Chromium reports every connection that fails; its name of the error depends on how far the connection was.
  { expected: /net::ERR_|WebSocket connection to .* failed/ },
);
wire.close();
