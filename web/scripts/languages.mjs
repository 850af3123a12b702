/**
 * Compiles languages/*.json, messages in ICU's format, into functions: src/generated/languages. With `--check` it
 * fails if a file differs from what is there.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";

import MessageFormat from "@messageformat/core";
import compileModule from "@messageformat/core/compile-module.js";

const SOURCES = "languages";
const TARGET = "src/generated/languages";

const isCheck = process.argv.includes("--check");
mkdirSync(TARGET, { recursive: true });
for (const name of readdirSync(SOURCES).filter((one) => one.endsWith(".json"))) {
  const language = name.replace(".json", "");
  const path = `${TARGET}/${language}.ts`;
  const text = compiled(language, JSON.parse(readFileSync(`${SOURCES}/${name}`, "utf8")));
  if (!isCheck) writeFileSync(path, text);
  else if (!existsSync(path) || readFileSync(path, "utf8") !== text) throw new Error(`${path} is out of date: npm run codegen`);
}

function compiled(language, messages) {
  const [written, body] = compileModule(new MessageFormat(language), messages).split("export default ");
  const imports = written.replace(`"@messageformat/runtime"`, `"../../i18n/plural"`);
  const type = language === "en" ? "Record<string, Message>" : "Catalog";
  const types = language === "en" ? `import type { Message } from "../../i18n/message";` : `import type { Catalog } from "../../i18n/catalogs";`;
  return `${imports.trim()}\n${types}\n\nconst messages = ${body.trim()} satisfies ${type};\n\nexport default messages;\n`;
}
