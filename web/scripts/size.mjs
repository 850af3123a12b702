/** Prints the size of the library, gzipped and without React, and fails above the limit. */
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const LIMIT_BYTES = 25_000;
const file = new URL("../lib/billing-status.js", import.meta.url);
const bytes = gzipSync(readFileSync(file), { level: 9 }).length;
console.log(`billing-status.js: ${(bytes / 1000).toFixed(1)} kB gzipped, of ${LIMIT_BYTES / 1000} allowed`);
if (bytes > LIMIT_BYTES) process.exitCode = 1;
