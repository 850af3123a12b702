// Writes src/generated from schema/schema.graphql. With --check it only tells whether that is needed.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { buildSchema } from "graphql";
import { api } from "./generate/api.mjs";
import { documents } from "./generate/documents.mjs";
import { refusals } from "./generate/refusals.mjs";
import { shapes } from "./generate/shapes.mjs";
import { types } from "./generate/types.mjs";

const SCHEMA = new URL("../../../schema/schema.graphql", import.meta.url);
const TARGET = new URL("../src/generated/", import.meta.url);
const HEAD = "// Generated from schema/schema.graphql by `npm run generate`. Do not edit.\n\n";

const found = shapes(buildSchema(readFileSync(SCHEMA, "utf8")));
const files = {
  "api.ts": api(found),
  "documents.ts": documents(found),
  "refusals.ts": refusals(found),
  "types.ts": types(found),
};

function present(url) {
  try {
    return readFileSync(url, "utf8");
  } catch {
    return undefined;
  }
}

const written = Object.entries(files).map(([name, text]) => [new URL(name, TARGET), HEAD + text]);
const stale = written.filter(([url, text]) => present(url) !== text);
if (process.argv.includes("--check")) {
  if (stale.length > 0) {
    console.error("src/generated does not match the schema: npm run generate");
    process.exitCode = 1;
  }
} else {
  mkdirSync(TARGET, { recursive: true });
  for (const [url, text] of stale) writeFileSync(url, text);
}
