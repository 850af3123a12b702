/**
 * The custom element on another origin's page, without React and under a strict content-security policy: live, dark,
 * in Arabic from right to left, and accessible. It reports to the page that the user wants to pay.
 */
import assert from "node:assert/strict";
import { createServer } from "node:http";

import { build } from "vite";

import { accessibilityFaults, ADDRESS, developmentToken, inBrowser, shows, use } from "./browser.mjs";

const { HOST_PORT } = process.env;
const POLICY = `default-src 'none'; img-src data:; script-src 'self'; connect-src ${ADDRESS} ${ADDRESS.replace("http", "ws")}`;
const PAGE = `<!doctype html><html lang="en"><meta charset="utf-8"><link rel="icon" href="data:,"><title>Host</title>
<main><h1>Host</h1><billing-status></billing-status></main>
<script type="module" src="/element.js"></script><script type="module" src="/host.js"></script></html>`;
const HOST = `
  const widget = document.querySelector("billing-status");
  widget.getToken = () => ${JSON.stringify(await developmentToken())};
  widget.addEventListener("billing-buy", (event) => { event.preventDefault(); document.title = event.detail.name; });
  widget.setAttribute("endpoint", "${ADDRESS}/graphql");
`;

const FILES = {
  "/": ["text/html", PAGE],
  "/element.js": ["text/javascript", await element()],
  "/host.js": ["text/javascript", HOST],
};
const host = createServer(({ url }, response) => {
  const [type, body] = FILES[url];
  response.writeHead(200, { "content-type": type, "content-security-policy": POLICY }).end(body);
});
await new Promise((ready) => host.listen(Number(HOST_PORT), "127.0.0.1", ready));

await inBrowser(async (open) => {
  const page = await open({ baseURL: `http://127.0.0.1:${HOST_PORT}`, colorScheme: "dark", width: 390 });
  await page.goto("/");
  await shows(page, 10_000);
  await use(100);
  await shows(page, 9_500);
  await page.getByRole("button", { name: "Buy for $10 Power Pack" }).click();
  await page.waitForFunction(() => document.title === "power");

  const widget = page.locator("billing-status");
  await widget.evaluate((one) => one.setAttribute("locale", "ar-EG"));
  await page.locator('.yb-root[dir="rtl"] .yb-available strong', { hasText: "٩٬٥٠٠" }).waitFor();
  assert.deepEqual(await accessibilityFaults(page), []);
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), 0);
  const bar = page.locator(".yb-balance .yb-bar");
  const [outer, inner] = [await bar.boundingBox(), await bar.locator(".yb-bar-fill").boundingBox()];
  assert.ok(Math.abs(outer.x + outer.width - (inner.x + inner.width)) < 1, "bars grow from the right");
  assert.equal(await page.locator(".yb-root").evaluate((one) => getComputedStyle(one).backgroundColor), "rgb(20, 23, 28)");
});
host.close();

async function element() {
  const [{ output }] = await build({ configFile: "vite.element.config.ts", logLevel: "error", build: { write: false } });
  return output[0].code;
}
