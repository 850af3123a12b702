import { readFileSync } from "node:fs";

import { expect, test } from "vitest";

import { EVENTS, prefixesOf } from "./hooking";

test("the events are those of the document, in its order", () => {
  const told = readFileSync("../docs/webhooks.md", "utf8");
  const rows = [...told.matchAll(/^\| `([a-z]+\.[a-z]+)` \|/gm)].map(([, name]) => name);
  expect(rows).toEqual([...EVENTS]);
});

test("prefixes are separated by commas, blanks or lines, and each counts once", () => {
  expect(prefixesOf(" eu-, us-\n eu-  ")).toEqual(["eu-", "us-"]);
  expect(prefixesOf(" , ")).toEqual([]);
});
