/**
 * Runs after tsc: gives the declarations the endings that `nodenext` asks for, and the built files that the package's
 * `exports` name. The sources have none, because bundlers do not need them.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

const FOLDER = "lib/types";
const RELATIVE = /((?:from|import)\s*\(?\s*)"(\.{1,2}\/[^"]*)"/g;

for (const name of readdirSync(FOLDER, { recursive: true }).filter((one) => one.endsWith(".d.ts"))) {
  const path = join(FOLDER, name);
  const complete = (_, before, target) => `${before}"${withEnding(join(dirname(path), target), target)}"`;
  writeFileSync(path, readFileSync(path, "utf8").replace(RELATIVE, complete));
}

function withEnding(path, target) {
  if (existsSync(`${path}.d.ts`)) return `${target}.js`;
  if (existsSync(join(path, "index.d.ts"))) return `${target}/index.js`;
  throw new Error(`${path} has no declarations`);
}
