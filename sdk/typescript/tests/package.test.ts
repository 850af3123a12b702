// The tarball in a fresh folder: its types for both kinds of resolution, and README's examples.
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Ledger } from "./support/ledger.js";
import { chat, Provider, sse } from "./support/provider.js";
import { Service } from "./support/service.js";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const described = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
const folder = mkdtempSync(join(tmpdir(), "package-"));
const readme = readFileSync(join(ROOT, "README.md"), "utf8");
const guide = readFileSync(join(ROOT, "../../docs/guides/meter-a-streaming-call.md"), "utf8");
const examples = examplesOf(readme);
const usage = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 };
const WRONG = `import { Billing } from "@yumi/billing";
// @ts-expect-error A model is a text.
export const use = () => new Billing("").recordUsage({ model: 1, inputTokens: 1, outputTokens: 1 });
`;
const COST = 10 * 3 + 5 * 7;

function examplesOf(document: string): string[] {
  return [...document.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code]) => code!);
}

let service: Service;
let provider: Provider;
let ledger: Ledger;
let key: string;

function run(command: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: folder, encoding: "utf8" });
  expect(status, stdout + stderr).toBe(0);
  return stdout;
}

beforeAll(async () => {
  [service, provider] = await Promise.all([Service.start(), Provider.start()]);
  ledger = await Ledger.of(service);
  key = await service.key("usage:write", "accounts:read");
  execFileSync("npm", ["run", "--silent", "build"], { cwd: ROOT });
  const packed = execFileSync("npm", ["pack", "--silent", "--pack-destination", folder], { cwd: ROOT, encoding: "utf8" }).trim();
  const others = ["openai", "ai", "@ai-sdk/openai", "ws", "@types/node", "typescript"].map((name) => `${name}@${described.devDependencies[name]}`);
  writeFileSync(join(folder, "package.json"), '{ "type": "module", "private": true }');
  run("npm", "install", "--prefer-offline", "--no-audit", "--no-fund", packed, ...others);
  mkdirSync(join(folder, "src"));
  writeFileSync(join(folder, "src", "wrong.ts"), WRONG);
  examples.forEach((code, index) => writeFileSync(join(folder, "src", `example-${index}.ts`), code));
}, 300_000);
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await Promise.all([service?.stop(), provider?.stop()]);
});

test("the tarball has what the package needs, and nothing else", () => {
  const files = run("find", "node_modules/@yumi/billing", "-type", "f").trim().split("\n");
  const kinds = new Set(files.map((file) => file.replace(/^.*\/dist\/lib\/.*?(\.d\.ts|\.js)$/, "*$1").replace(/^.*\//, "")));
  expect([...kinds].sort()).toEqual(["*.d.ts", "*.js", "CHANGELOG.md", "README.md", "package.json"]);
  expect(JSON.parse(readFileSync(join(folder, "node_modules/@yumi/billing/package.json"), "utf8")).sideEffects).toBe(false);
});

/** Compile with the compiler's strictest settings, and these. */
function compile(options: object, include: string): void {
  const common = { target: "ES2022", lib: ["ES2023", "DOM", "DOM.Iterable"], strict: true, exactOptionalPropertyTypes: true, types: ["node"] };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions: { ...common, rootDir: "src", ...options }, include: [include] }));
  run("npx", "tsc", "--project", ".");
}

test("README's examples have the types of the package, with the resolution of Node.js", () => {
  // The types of the AI SDK need packages that it does not install.
  compile({ module: "nodenext", moduleResolution: "nodenext", skipLibCheck: true, outDir: "out" }, "src");
});

test("the package's own types are complete, with the resolution of bundlers", () => {
  compile({ module: "esnext", moduleResolution: "bundler", skipLibCheck: false, noEmit: true }, "src/wrong.ts");
});

test("it can be required, and importing it does nothing", () => {
  expect(run("node", "--input-type=commonjs", "-e", 'console.log(typeof require("@yumi/billing").wrapOpenAI)').trim()).toMatch(/function$/);
  expect(run("node", "--input-type=module", "-e", 'await import("@yumi/billing"); await import("@yumi/billing/ai")')).toBe("");
});

test("README's examples run, and charge to the token", async () => {
  const account = "alice";
  await ledger.billing.openAccount({ accountId: account });
  provider.answers(sse(chat(["Once ", "upon"], { usage }), "complete", true));
  const printed: string[] = [];
  for (const index of examples.keys()) printed.push(await example(index));
  expect(printed).toEqual([
    "Once upon",
    `Once upon${COST}\n`,
    "Once upon",
    `300000007 are needed, ${1_000_000 - 3 * COST} are there\n`,
    `${`gpt-4o-mini ${COST}\n`.repeat(3)}${1_000_000 - 3 * COST}\n`,
  ]);
  await ledger.spent(account, 3 * COST);
});

test("the guide shows examples that run", () => {
  expect(examplesOf(guide).length).toBeGreaterThan(0);
  for (const shown of examplesOf(guide)) expect(examples).toContain(shown);
});

const AWAY = `import { Billing } from "@yumi/billing";
let sent = 0;
// The second request, which settles, finds nobody.
const away = (...given) => (sent++ === 1 ? Promise.reject(new TypeError("away")) : fetch(...given));
const billing = new Billing(process.env.BILLING_URL, { token: process.env.BILLING_KEY, tries: 1, fetch: away });
const call = { account: process.env.ACCOUNT, model: "gpt-4o-mini", inputTokens: 7 };
await billing.metered(call, (one) => one.record({ inputTokens: 7, outputTokens: 3 }));
`;

test("a process ends when all is settled, and process.exit tells what is not", async () => {
  const program = async (account: string, code: string) => {
    await ledger.billing.openAccount({ accountId: account });
    const env = { PATH: process.env["PATH"], BILLING_URL: service.url, BILLING_KEY: key, ACCOUNT: account };
    const command = ["--input-type=module", "-e", code];
    const { status, stderr } = spawnSync("node", command, { cwd: folder, env, encoding: "utf8" });
    expect(status, stderr).toBe(0);
    return stderr;
  };
  expect(await program("bob", AWAY)).toBe("");
  await ledger.spent("bob", 7 * 3 + 3 * 7);
  expect(await program("carol", `${AWAY} await billing.close(); process.exit()`)).toBe("");
  await ledger.spent("carol", 7 * 3 + 3 * 7);
  const told = await program("dave", `${AWAY} process.exit()`);
  expect(told).toContain("the process has ended");
  expect(told).toContain('"inputTokens":7,"outputTokens":3');
});

/** Run the compiled example in a process of its own; return what it prints. */
async function example(index: number): Promise<string> {
  const env = { PATH: process.env["PATH"], BILLING_URL: service.url, BILLING_KEY: key, OPENAI_BASE_URL: provider.url, OPENAI_API_KEY: "none" };
  const child = spawn("node", [`out/example-${index}.js`], { cwd: folder, env, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  let errors = "";
  child.stdout.on("data", (data) => (output += data));
  child.stderr.on("data", (data) => (errors += data));
  const [code] = await once(child, "close");
  expect(code, errors).toBe(0);
  return output;
}
