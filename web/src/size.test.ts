import { gzipSync } from "node:zlib";
import { build, type Rolldown } from "vite";
import { expect, it, vi } from "vitest";

const LIMIT_BYTES = 25_000;

it("the library with any one language is at most 25 kB gzipped, without React", async () => {
  // Otherwise the build is for tests, with React's debugging code.
  vi.stubEnv("NODE_ENV", "production");
  const built = await build({ configFile: "vite.lib.config.ts", logLevel: "error", mode: "production", build: { write: false } });
  const chunks = (built as Rolldown.RolldownOutput[]).flatMap(({ output }) => output.filter((file) => file.type === "chunk"));
  const sizeOf = (files: readonly Rolldown.OutputChunk[]) => gzipSync(files.map(({ code }) => code).join(""), { level: 9 }).length;
  const needed = loadedWith(chunks, "billing-status.js");
  expect(needed.map(({ code }) => code).join("")).toMatch(/from\s*["']react["']/);
  for (const language of chunks.filter(({ fileName }) => fileName.startsWith("languages/"))) {
    const all = new Set([...needed, ...loadedWith(chunks, language.fileName)]);
    expect(sizeOf([...all])).toBeLessThanOrEqual(LIMIT_BYTES);
  }
});

/** The chunk with this name, and all that it imports at once. */
function loadedWith(chunks: readonly Rolldown.OutputChunk[], name: string): Rolldown.OutputChunk[] {
  const found = new Map<string, Rolldown.OutputChunk>();
  const add = (fileName: string): void => {
    const chunk = chunks.find((one) => one.fileName === fileName);
    if (!chunk || found.has(fileName)) return;
    found.set(fileName, chunk);
    for (const one of chunk.imports) add(one);
  };
  add(name);
  return [...found.values()];
}
