/**
 * The custom element on another origin's page, from the service's /element.js, without React and under a strict
 * content-security policy: live, dark, in six languages, Arabic from right to left, and accessible. It reports to the page that the user
 * wants to pay. With REFUSED, the service does not know the page's origin, and the console says which setting to change.
 */
import assert from "node:assert/strict";
import { createServer } from "node:http";

import { accessibilityFaults, ADDRESS, developmentToken, inBrowser, shows, use } from "./browser.mjs";

const { HOST_PORT, REFUSED } = process.env;
const POLICY = `default-src 'none'; img-src data:; script-src 'self' ${ADDRESS}; connect-src ${ADDRESS} ${ADDRESS.replace("http", "ws")}`;
const PAGE = `<!doctype html><html lang="en"><meta charset="utf-8"><link rel="icon" href="data:,"><title>Host</title>
<main><h1>Host</h1><billing-status></billing-status></main>
<script src="${ADDRESS}/element.js"></script><script src="/host.js"></script></html>`;
const HOST = `
  const widget = document.querySelector("billing-status");
  widget.getToken = () => ${JSON.stringify(await developmentToken())};
  widget.addEventListener("billing-buy", (event) => { event.preventDefault(); document.title = event.detail.name; });
  widget.setAttribute("endpoint", "${ADDRESS}/graphql");
`;

const FILES = {
  "/": ["text/html", PAGE],
  "/host.js": ["text/javascript", HOST],
};
const host = createServer(({ url }, response) => {
  const [type, body] = FILES[url];
  response.writeHead(200, { "content-type": type, "content-security-policy": POLICY }).end(body);
});
await new Promise((ready) => host.listen(Number(HOST_PORT), "127.0.0.1", ready));

if (REFUSED) await refused();
else await shown();
host.close();

async function refused() {
  const lines = [];
  await inBrowser(
    async (open) => {
      const page = await open({ baseURL: `http://127.0.0.1:${HOST_PORT}` });
      page.on("console", (message) => lines.push(message.text()));
      const explained = page.waitForEvent("console", (message) => message.text().includes("ALLOWED_ORIGINS"));
      await page.goto("/");
      await explained;
    },
    { expected: /CORS policy|ERR_FAILED|Unexpected response code: 403|ALLOWED_ORIGINS/ },
  );
  const told = lines.filter((line) => line.includes("ALLOWED_ORIGINS"));
  assert.deepEqual(told, [
    `Yumi Billing: ${ADDRESS} gave no answer that this page may read. If it is running, add http://127.0.0.1:${HOST_PORT} to its setting ALLOWED_ORIGINS.`,
  ]);
}

async function shown() {
  await inBrowser(async (open) => {
    const page = await open({ baseURL: `http://127.0.0.1:${HOST_PORT}`, colorScheme: "dark", width: 390 });
    await page.goto("/");
    await shows(page, 10_000);
    await use(100);
    await shows(page, 9_500);
    await page.getByRole("button", { name: "Buy for $10 Power Pack" }).click();
    await page.waitForFunction(() => document.title === "power");
  
    const widget = page.locator("billing-status");
    for (const [locale, title] of Object.entries({ de: "Abrechnung", fr: "Facturation", es: "Facturación", zh: "账单", he: "Billing" })) {
      await widget.evaluate((one, tag) => one.setAttribute("locale", tag), locale);
      const root = page.locator(`.yb-root[lang="${locale === "he" ? "en" : locale}"][dir="ltr"]`);
      await root.getByRole("heading", { name: title, exact: true }).waitFor();
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), 0);
    }
    assert.deepEqual(await accessibilityFaults(page), []);
    await widget.evaluate((one) => one.setAttribute("locale", "ar-EG"));
    await page.locator('.yb-root[dir="rtl"] .yb-available strong', { hasText: "٩٬٥٠٠" }).waitFor();
    await page.getByRole("heading", { name: "الفوترة" }).waitFor();
    assert.deepEqual(await accessibilityFaults(page), []);
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), 0);
    const bar = page.locator(".yb-balance .yb-bar");
    const [outer, inner] = [await bar.boundingBox(), await bar.locator(".yb-bar-fill").boundingBox()];
    assert.ok(Math.abs(outer.x + outer.width - (inner.x + inner.width)) < 1, "bars grow from the right");
    assert.equal(await page.locator(".yb-root").evaluate((one) => getComputedStyle(one).backgroundColor), "rgb(20, 23, 28)");
  });
}
