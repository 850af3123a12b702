/**
 * Compiles languages/*.json (the widget) and languages/page/*.json (the pages), messages in ICU's format, into functions:
 * generated/languages. With `--check` it fails if a file differs from what is there.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";

import MessageFormat from "@messageformat/core";
import compileModule from "@messageformat/core/compile-module.js";

const SETS = [
  { source: "languages", target: "src/generated/languages", helpers: "../../i18n", types: "../../i18n/catalogs" },
  { source: "languages/page", target: "page/generated/languages", helpers: "../../../src/i18n", types: "../../lib/catalogs" },
];

const isCheck = process.argv.includes("--check");
for (const set of SETS) {
  mkdirSync(set.target, { recursive: true });
  for (const name of readdirSync(set.source).filter((one) => one.endsWith(".json"))) {
    const language = name.replace(".json", "");
    const path = `${set.target}/${language}.ts`;
    const text = compiled(set, language, JSON.parse(readFileSync(`${set.source}/${name}`, "utf8")));
    if (!isCheck) writeFileSync(path, text);
    else if (!existsSync(path) || readFileSync(path, "utf8") !== text) throw new Error(`${path} is out of date: npm run codegen`);
  }
}

function compiled({ helpers, types }, language, messages) {
  const [written, body] = compileModule(new MessageFormat(language), messages).split("export default ");
  const imports = written.replace(`"@messageformat/runtime"`, `"${helpers}/plural"`);
  const type = language === "en" ? "Record<string, Message>" : "Catalog";
  const typed = language === "en" ? `import type { Message } from "${helpers}/message";` : `import type { Catalog } from "${types}";`;
  return `${imports.trim()}\n${typed}\n\nconst messages = ${body.trim()} satisfies ${type};\n\nexport default messages;\n`;
}
