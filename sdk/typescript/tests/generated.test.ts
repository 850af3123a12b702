import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { buildSchema, parse, validate } from "graphql";
import { expect, test } from "vitest";
import { completed } from "../src/client/documents.js";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const API = readFileSync(`${ROOT}/src/generated/api.ts`, "utf8");
const SCHEMA = buildSchema(readFileSync(`${ROOT}/../../schema/schema.graphql`, "utf8"));
const documents = [...API.matchAll(/"((?:query|mutation|subscription) .*?[^\\])"[,)]/g)].map(([, found]) => JSON.parse(`"${found}"`));

test("what is generated matches the schema", () => {
  execFileSync("node", ["scripts/generate.mjs", "--check"], { cwd: ROOT, stdio: "pipe" });
});

test("every document is valid", () => {
  expect(documents.length).toBeGreaterThan(60);
  for (const document of documents) expect(validate(SCHEMA, parse(completed(document))), document).toEqual([]);
});

test("every field of the roots has a method", () => {
  const roots = [SCHEMA.getQueryType()!, SCHEMA.getMutationType()!, SCHEMA.getSubscriptionType()!];
  for (const name of roots.flatMap((root) => Object.keys(root.getFields()))) {
    expect(documents.some((document) => document.includes(` ${name}`)), name).toBe(true);
  }
});
