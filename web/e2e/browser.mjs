/** Chromium, pages that are watched for errors, and the steps that people take on the page. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

import { chromium } from "playwright-core";

import { launchOptions } from "./chromium.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const QUIET = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

export const ADDRESS = process.env.ADDRESS;
/** Long enough that a slow machine does not fail a test. */
export const PATIENCE = Number(process.env.PATIENCE ?? 120_000);

/** Runs `scenario` in its own browser. Any error on a page that is not `expected` is a failure. */
export async function inBrowser(scenario, { expected = /^$/ } = {}) {
  const asRoot = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  const browser = await chromium.launch({ ...(await launchOptions()), args: [...QUIET, ...asRoot] });
  const complaints = [];
  try {
    await scenario((options) => open(browser, complaints, options));
    assert.deepEqual(
      complaints.filter((text) => !expected.test(text)),
      [],
    );
  } finally {
    await browser.close();
  }
}

/** A window of a new visitor; further pages of `page.context()` are the same visitor's tabs. */
async function open(browser, complaints, { width = 1280, height = 900, ...options } = {}) {
  const context = await browser.newContext({ viewport: { width, height }, locale: "en-US", baseURL: ADDRESS, ...options });
  context.setDefaultTimeout(PATIENCE);
  context.on("page", (page) => {
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) complaints.push(message.text());
    });
    page.on("pageerror", (error) => complaints.push(String(error)));
  });
  return context.newPage();
}

/** Signs in as `account` with one click, and waits for the live balance. */
export async function signIn(page, account = "demo") {
  await page.goto("/");
  await page.getByLabel("Account", { exact: true }).fill(account);
  await page.getByRole("button", { name: `Sign in as ${account}` }).click();
  await isLive(page);
}

export async function isLive(page) {
  await page.locator('.yb-connection[data-connection="live"]').waitFor();
}

/** Waits until the widget shows this many tokens as available. */
export async function shows(page, tokens) {
  const text = new Intl.NumberFormat("en-US").format(tokens);
  await page.locator(".yb-available strong", { hasText: new RegExp(`^${text}$`) }).waitFor();
}

/** Waits until the widget shows this many tokens as reserved by holds. */
export async function reserves(page, tokens) {
  const text = new Intl.NumberFormat("en-US").format(tokens);
  await page.locator(".yb-sums div", { hasText: new RegExp(`^Reserved\\s*${text}$`) }).waitFor();
}

/** Violations of accessibility rules on the page as it is now. */
export async function accessibilityFaults(page) {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => globalThis.axe.run({ resultTypes: ["violations"] }));
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.target} ${node.failureSummary}`).join("; ")}`);
}

/** How far the page can be scrolled sideways, in pixels. */
export function overflow(page) {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

/** Calls the API as another program would, with a development token. */
export async function api(query, variables = {}, account = "demo", scope = null) {
  const token = await developmentToken(account, scope);
  const { data, errors } = await post("/graphql", { query, variables }, { authorization: `Bearer ${token}` });
  assert.equal(errors, undefined);
  return data;
}

export async function developmentToken(account = "demo", scope = null) {
  return (await post("/development/token", { account, scope })).token;
}

async function post(path, content, headers = {}) {
  const response = await fetch(`${process.env.API ?? ADDRESS}${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(content),
  });
  return response.json();
}

let uses = 0;

/** A use of gpt-4o (5 tokens a token), or of another model, by another program, now or some days ago. */
export async function use(tokens, { model = "gpt-4o", account = "demo", daysAgo = 0, details = [] } = {}) {
  const occurredAt = daysAgo === 0 ? null : new Date(Date.now() - daysAgo * 86_400_000).toISOString();
  const input = { model, inputTokens: tokens, outputTokens: 0, details, occurredAt, idempotencyKey: `${process.pid}-${uses++}` };
  const { recordUsage } = await api(
    "mutation ($input: RecordUsageInput!) { recordUsage(input: $input) { __typename } }",
    { input },
    account,
  );
  assert.equal(recordUsage.__typename, "UsageRecorded");
}
