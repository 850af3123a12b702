// The receiver of the guide "Receive webhooks" takes requests of the service, and no others.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Billing } from "../src/index.js";
import { Ledger } from "./support/ledger.js";
import { freePort, Service } from "./support/service.js";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const guide = readFileSync(join(ROOT, "../../docs/guides/receive-webhooks.md"), "utf8");
// Inside of the package, so that it finds what is installed there.
const folder = mkdtempSync(join(ROOT, "tests", "receiver-"));
const source = join(folder, "receiver.ts");

let service: Service;
let ledger: Ledger;
let partner: Billing;

beforeAll(async () => {
  service = await Service.start();
  ledger = await Ledger.of(service);
  partner = new Billing(service.url, { token: await service.key("webhooks:write") });
  const [, code] = guide.match(/^```ts\n(.*?)^```$/ms)!;
  writeFileSync(source, code!);
  const module = ts.ModuleKind.ESNext;
  writeFileSync(join(folder, "receiver.mjs"), ts.transpileModule(code!, { compilerOptions: { module, target: ts.ScriptTarget.ES2022 } }).outputText);
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await service.stop();
});

test("the receiver has the types of the packages", () => {
  const strict = ["--noEmit", "--strict", "--noUncheckedIndexedAccess", "--target", "es2022", "--module", "nodenext", "--types", "node", "--skipLibCheck"];
  const { status, stdout } = spawnSync("npx", ["tsc", "--ignoreConfig", ...strict, source], { cwd: ROOT, encoding: "utf8" });
  expect(status, stdout).toBe(0);
});

test("it takes what the service sends, and does nothing twice", async () => {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/hook`;
  const { secret, endpoint } = await partner.createWebhookEndpoint({ url });
  const env = { PATH: process.env["PATH"], WEBHOOK_SECRET: secret, PORT: String(port) };
  const child = spawn("node", [join(folder, "receiver.mjs")], { env, stdio: ["ignore", "pipe", "inherit"] });
  try {
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const line = async () => (await lines.next()).value as string;
    const { delivery } = await partner.sendTestEvent({ endpointId: endpoint.id });
    expect(await line()).toMatch(/^webhook\.test /);
    await delivered();
    await partner.replayWebhookDelivery({ deliveryId: delivery.id });
    await delivered();
    const account = await ledger.account(0);
    const told = await line();
    expect(told.startsWith("balance.depleted "), told).toBe(true);
    expect(JSON.parse(told.slice("balance.depleted ".length))).toMatchObject({ accountId: account, available: 0 });
    const headers = { "webhook-id": "x", "webhook-timestamp": "1", "webhook-signature": "x" };
    expect((await fetch(url, { method: "POST", body: "{}", headers })).status).toBe(400);
  } finally {
    child.kill();
    await once(child, "close");
  }
});

/** Wait until the only delivery has arrived. */
async function delivered(): Promise<void> {
  for (;;) {
    const { webhookEndpoints } = await partner.execute<any>("{ webhookEndpoints { deliveries(first: 10) { nodes { status } } } }");
    const [{ deliveries }] = webhookEndpoints;
    if (deliveries.nodes.length === 1 && deliveries.nodes[0].status === "DELIVERED") return;
  }
}
