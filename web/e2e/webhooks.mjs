/** An operator makes an endpoint, tries it, reads what became of its events, and deletes it. */
import assert from "node:assert/strict";
import { createServer } from "node:http";

import { accessibilityFaults, inBrowser, overflow } from "./browser.mjs";

const PHONE = { width: 390, height: 844, isMobile: true, hasTouch: true };
const PAGE = 10;

await inBrowser(async (open) => {
  const partner = await startPartner();
  const page = await open({ permissions: ["clipboard-read", "clipboard-write"] });
  await signIn(page);
  const secret = await creates(page, partner.url);
  const hook = endpoint(page, partner.url);
  await tries(page, hook, partner);
  await renews(page, hook, secret);
  await pauses(hook, partner);
  await looks(open, partner.url);
  await pages(hook, partner);
  page.on("dialog", (dialog) => void dialog.accept());
  await hook.getByRole("button", { name: /^Delete/ }).click();
  await webhooks(page).getByText("There are no endpoints.").waitFor();
  await logged(page);
  partner.close();
});

/** A server of a partner: it answers `code`, and keeps what it got. */
async function startPartner() {
  const partner = { code: 500, requests: [] };
  const server = createServer(async (request, response) => {
    const parts = [];
    for await (const part of request) parts.push(part);
    partner.requests.push({ id: request.headers["webhook-id"], body: JSON.parse(Buffer.concat(parts)) });
    response.writeHead(partner.code).end(`answer ${partner.code}`);
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  partner.url = `http://127.0.0.1:${server.address().port}/hook`;
  partner.close = () => server.close();
  return partner;
}

async function signIn(page) {
  await page.goto("/admin");
  await page.getByRole("button", { name: "Sign in as operator" }).click();
  await webhooks(page).waitFor();
}

function webhooks(page) {
  return page.getByRole("region", { name: "Webhooks", exact: true });
}

function endpoint(page, url) {
  return webhooks(page).getByRole("article", { name: url });
}

/** Only addresses that begin with https:// or http:// are taken. The secret is shown once, and copied. */
async function creates(page, url) {
  await webhooks(page).getByText("There are no endpoints.").waitFor();
  const form = webhooks(page).getByRole("form", { name: "Create an endpoint" });
  await form.getByLabel("Address").fill("ftp://partner.example/hook");
  await form.getByRole("button", { name: "Create endpoint" }).click();
  await webhooks(page).getByRole("alert").getByText("must be an address that begins with").waitFor();
  await form.getByLabel("Address").fill(url);
  await form.getByLabel("Accounts whose ids begin with").fill("eu-, us-");
  await form.getByLabel("balance.low").check();
  await form.getByLabel("purchase.paid").check();
  await form.getByRole("button", { name: "Create endpoint" }).click();
  const shown = page.getByRole("group", { name: "The new secret" });
  await shown.getByRole("button", { name: "Copy the secret" }).click();
  await shown.getByText("Copied.").waitFor();
  const secret = await shown.locator("code").innerText();
  assert.match(secret, /^whsec_/);
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), secret);
  assert.deepEqual(await accessibilityFaults(page), []);
  await shown.getByRole("button", { name: "Done" }).click();
  await shown.waitFor({ state: "detached" });
  const hook = endpoint(page, url);
  await hook.getByText("active", { exact: true }).waitFor();
  await hook.getByText("balance.low, purchase.paid").waitFor();
  await hook.getByText("eu-…, us-…").waitFor();
  return secret;
}

/** A test that fails is told with its answer, and since when; the endpoint is then tried again. */
async function tries(page, hook, partner) {
  await hook.getByRole("button", { name: /^Deliveries/ }).click();
  await hook.getByText("No deliveries found.").waitFor();
  await hook.getByRole("button", { name: /^Send a test/ }).click();
  const row = hook.getByRole("row", { name: /webhook.test/ });
  await row.getByText("waiting").waitFor();
  await row.getByText("answer 500").waitFor();
  await row.getByText(/^500, \d+ ms/).waitFor();
  await hook.getByText(/^Every attempt failed since/).waitFor();
  partner.code = 200;
  await row.getByText("delivered").waitFor();
  await row.getByText("2 attempts").waitFor();
  await hook.getByText(/^Every attempt failed since/).waitFor({ state: "detached" });
  await row.getByRole("button", { name: /^Send again/ }).click();
  await row.getByText("1 attempt", { exact: true }).waitFor();
  await row.getByText("delivered").waitFor();
  assert.equal(new Set(partner.requests.map(({ id }) => id)).size, 1);
  assert.equal(partner.requests.length, 3);
  await hook.getByLabel("Which deliveries").selectOption("failed");
  await hook.getByText("No deliveries found.").waitFor();
  await hook.getByLabel("Which deliveries").selectOption("All deliveries");
  await row.waitFor();
}

async function renews(page, hook, secret) {
  await hook.getByRole("button", { name: /^New secret/ }).click();
  const shown = page.getByRole("group", { name: "The new secret" });
  assert.notEqual(await shown.locator("code").innerText(), secret);
  await hook.getByText("The earlier secret signs until").waitFor();
}

async function pauses(hook, partner) {
  await hook.getByRole("button", { name: /^Pause/ }).click();
  await hook.getByText("paused", { exact: true }).waitFor();
  await hook.getByText("It was paused.").waitFor();
  const before = partner.requests.length;
  await hook.getByRole("button", { name: /^Send a test/ }).click();
  await hook.getByRole("row").getByText("waiting", { exact: true }).waitFor();
  assert.equal(partner.requests.length, before);
  await hook.getByRole("button", { name: /^Resume/ }).click();
  await hook.getByText("active", { exact: true }).waitFor();
  await hook.getByRole("row").getByText("waiting", { exact: true }).waitFor({ state: "detached" });
  assert.equal(partner.requests.length, before + 1);
}

/** Light, dark and on a phone. */
async function looks(open, url) {
  for (const look of [{}, { colorScheme: "dark" }, PHONE, { ...PHONE, colorScheme: "dark" }]) {
    const page = await open(look);
    await signIn(page);
    const hook = endpoint(page, url);
    await hook.getByRole("button", { name: /^Deliveries/ }).click();
    await hook.getByRole("row").getByText("delivered", { exact: true }).first().waitFor();
    assert.deepEqual(await accessibilityFaults(page), [], JSON.stringify(look));
    assert.equal(await overflow(page), 0, `${JSON.stringify(look)} scrolls sideways`);
    await page.close();
  }
}

async function pages(hook, partner) {
  const rows = hook.getByRole("row", { name: /webhook.test/ });
  while (partner.requests.length <= PAGE + 2) {
    const before = partner.requests.length;
    await hook.getByRole("button", { name: /^Send a test/ }).click();
    while (partner.requests.length === before) await hook.page().waitForTimeout(10);
  }
  const older = hook.getByRole("button", { name: "Older" });
  await older.click();
  const newer = hook.getByRole("button", { name: "Newer" });
  await newer.click();
  await rows.nth(PAGE - 1).waitFor();
  assert.equal(await rows.count(), PAGE);
}

/** Each change is in the log of actions. */
async function logged(page) {
  const log = page.getByRole("region", { name: "Audit log" });
  await log.getByRole("button", { name: "Read again" }).click();
  for (const action of ["Created a webhook endpoint", "Renewed a webhook secret", "Deleted a webhook endpoint"]) {
    await log.getByRole("rowheader", { name: action }).waitFor();
  }
}
