// The real service in a process of its own, with a database of its own.
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const ROOT = fileURLToPath(new URL("../../../..", import.meta.url));
const PYTHON = process.env["PYTHON"] ?? join(ROOT, ".venv", "bin", "python");
const CATALOG = fileURLToPath(new URL("catalog.yaml", import.meta.url));

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, "close");
  return port;
}

export class Service {
  readonly #folder = mkdtempSync(join(tmpdir(), "sdk-"));
  readonly #settings: Record<string, string>;
  #process: ChildProcess | undefined;
  #output = "";

  private constructor(
    readonly port: number,
    settings: Record<string, string>,
  ) {
    this.#settings = {
      PATH: process.env["PATH"] ?? "",
      PYTHONUNBUFFERED: "1",
      DATABASE_URL: `sqlite://${join(this.#folder, "billing.db")}`,
      CATALOG,
      PORT: String(port),
      ...settings,
    };
  }

  static async start(settings: Record<string, string> = {}): Promise<Service> {
    const service = new Service(await freePort(), settings);
    await service.run();
    return service;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/graphql`;
  }

  /** Start the process, and wait until it answers. */
  async run(): Promise<void> {
    const child = spawn(PYTHON, ["-m", "server", "serve"], { cwd: ROOT, env: this.#settings, stdio: ["ignore", "pipe", "pipe"] });
    this.#process = child;
    await new Promise<void>((resolve, reject) => {
      const read = (line: string) => {
        this.#output += `${line}\n`;
        if (line.includes("Uvicorn running on")) resolve();
      };
      createInterface({ input: child.stdout! }).on("line", read);
      createInterface({ input: child.stderr! }).on("line", read);
      child.once("exit", () => reject(new Error(`the service ended:\n${this.#output}`)));
    });
  }

  /** End it like a crash. */
  async kill(signal: NodeJS.Signals = "SIGKILL"): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    if (!child || child.exitCode !== null) return;
    const ended = once(child, "exit");
    child.kill(signal);
    await ended;
  }

  async stop(): Promise<void> {
    await this.kill("SIGTERM");
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** Run `python -m server …`; return the last line that it prints. */
  async command(...args: string[]): Promise<string> {
    const { stdout } = await promisify(execFile)(PYTHON, ["-m", "server", ...args], { cwd: ROOT, env: this.#settings });
    return stdout.trim().split("\n").at(-1)!;
  }

  key(...scopes: string[]): Promise<string> {
    return this.command("key", "create", "--name", "tests", ...scopes.flatMap((scope) => ["--scope", scope]));
  }

  userToken(account: string): Promise<string> {
    return this.command("token", "--account", account);
  }
}
