import { gzipSync } from "node:zlib";
import { build, type Rolldown } from "vite";
import { expect, it, vi } from "vitest";

const LIMIT_BYTES = 25_000;

it("the library is at most 25 kB gzipped, without React", async () => {
  // Otherwise the build is for tests, with React's debugging code.
  vi.stubEnv("NODE_ENV", "production");
  const built = await build({ configFile: "vite.lib.config.ts", logLevel: "error", mode: "production", build: { write: false } });
  const code = (built as Rolldown.RolldownOutput[])
    .flatMap(({ output }) => output.map((file) => (file.type === "chunk" ? file.code : "")))
    .join("");
  expect(code).toMatch(/from\s*["']react["']/);
  expect(gzipSync(code, { level: 9 }).length).toBeLessThanOrEqual(LIMIT_BYTES);
});
