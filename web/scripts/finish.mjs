/**
 * Runs after the builds: compresses the files that browsers load, and writes dist/sources.json, which lists what was
 * built from what. A test compares it with the files, without Node.
 */
import { createHash } from "node:crypto";
import { copyFileSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const SOURCES = ["index.html", "admin.html", "vite.page.config.ts", "vite.graphiql.config.ts", "vite.script.config.ts", "package-lock.json", "scripts/finish.mjs", "scripts/languages.mjs"];
const BUILT = ["dist/page", "dist/graphiql", "dist/element"];
const TESTS = /\.test\.tsx?$|^src\/testing\//;
const COMPRESSIBLE = /\.(js|css|html|svg)$/;
/** Below this a compressed answer saves nothing worth a variant. */
const LEAST_BYTES = 512;

const below = (...folders) =>
  folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => `${entry.parentPath ?? entry.path}/${entry.name}`),
  );
/** The documents that the page and the widget send, to the letter, by their SHA-256: the service trusts them. */
function documents() {
  const generated = ["src", "page"].map((folder) => readFileSync(`${folder}/generated/operations.ts`, "utf8"));
  const texts = generated.flatMap((code) => [...code.matchAll(/Document = new TypedDocumentString\(`([^`]*)`/g)].map((found) => found[1]));
  if (texts.some((text) => /\\|\$\{/.test(text))) throw new Error("a document has an escape: read it with a parser of TypeScript");
  return Object.fromEntries(texts.map((text) => [createHash("sha256").update(text).digest("hex"), text]).sort());
}

const digest = (path) => createHash("sha256").update(readFileSync(path)).digest("hex");

function compress(path) {
  const content = readFileSync(path);
  if (content.length < LEAST_BYTES) return;
  const params = { [constants.BROTLI_PARAM_SIZE_HINT]: content.length };
  writeFileSync(`${path}.br`, brotliCompressSync(content, { params }));
  writeFileSync(`${path}.gz`, gzipSync(content, { level: 9 }));
}

copyFileSync("node_modules/@fontsource-variable/inter/LICENSE", "dist/page/inter-license.txt");
below(...BUILT).filter((path) => COMPRESSIBLE.test(path)).forEach(compress);

writeFileSync("dist/documents.json", `${JSON.stringify(documents(), null, 1)}\n`);

const sources = [...SOURCES, "../schema/schema.graphql", ...below("src", "page", "graphiql", "languages").filter((path) => !TESTS.test(path))];
const built = below(...BUILT);
const digests = (paths) => Object.fromEntries(paths.sort().map((path) => [path, digest(path)]));
writeFileSync("dist/sources.json", `${JSON.stringify({ sources: digests(sources), built: digests(built) }, null, 1)}\n`);
console.log(`${built.length} files built from ${sources.length}`);
