import { readdirSync, readFileSync } from "node:fs";
import ts from "typescript";
import { expect, it } from "vitest";

/** Attributes that a person reads or hears. Whatever words are in them come from the catalog. */
const READ = new Set(["aria-label", "aria-valuetext", "aria-description", "placeholder", "title", "alt", "label", "term", "data-label"]);
/** Attributes with words for the browser or the styles. */
const UNREAD = new Set(["className", "viewBox", "preserveAspectRatio", "rel", "list"]);
const LETTERS = /\p{L}/u;
/** What looks like a text: a word with a capital letter, or two words. */
const TEXT = /^\p{Lu}\p{Ll}|\p{L}\s+\p{L}/u;
/** Names of styles, and addresses. */
const NO_TEXT = /^badge( good| bad)?$|^https:\/\//;
/** Texts that have one form in all languages, or are for developers, with the reason. */
const EXEMPT = new Map([
  ["page/lib/language.ts", /^(Deutsch|English|Español|Français)$|^A text was written before/], // languages are named in their own words; a fault of ours
  ["page/main.tsx", /^The page has no place/], // a fault of ours
  ["page/admin/main.tsx", /^The page has no place/], // a fault of ours
  ["page/parts/Header.tsx", /^Yumi Billing$/], // a name
  ["page/parts/Preview.tsx", /^(Power Pack|Gemini 2\.5 Pro)$/], // names of the catalog
  ["page/parts/Footer.tsx", /^\/graphql$/], // an address
  ["page/parts/Exports.tsx", /^GET \/export\/usage\.csv$/], // an address
  ["page/parts/Alerts.tsx", /^qwen-turbo$/], // the name of a model
  ["page/parts/Caps.tsx", /^gpt-4o$/], // the name of a model
  ["page/admin/Programmes.tsx", /^EDU$/], // the name of a programme
  ["page/lib/exporting.ts", /^Bearer$/], // for the protocol
  ["page/lib/api.ts", /^Bearer$/], // for the protocol
  ["page/admin/range.ts", /^(30 days|90 days|12 months)$/], // names of presets in the code
  ["page/admin/RangePicker.tsx", /^(30 days|90 days|12 months)$/], // names of presets in the code
  ["page/admin/Figures.tsx", /^(30 days|90 days|12 months)$/], // names of presets in the code
]);

const files = (readdirSync("page", { recursive: true }) as string[])
  .map((name) => `page/${name}`)
  .filter((name) => /\.tsx?$/.test(name) && !/\.test\.|\/generated\//.test(name));

/** The texts of a file that no catalog has. */
function foreign(path: string, code: string): string[] {
  const found: string[] = [];
  const report = (node: ts.Node, text: string) => {
    if (!NO_TEXT.test(text) && !EXEMPT.get(path)?.test(text.trim())) found.push(`${path}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1}: ${text.trim()}`);
  };
  const walk = (node: ts.Node, inMarkup: boolean): void => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node) || ts.isTypeNode(node)) return;
    if (ts.isJsxText(node) && LETTERS.test(node.text)) report(node, node.text);
    if (ts.isJsxAttribute(node)) return walkAttribute(node);
    if (isWords(node)) {
      const comparing = ts.isBinaryExpression(node.parent) && /^[=!]==$/.test(node.parent.operatorToken.getText());
      if (!comparing && (inMarkup ? LETTERS : TEXT).test(node.text)) report(node, node.text);
    }
    // What is given to a function is not shown itself, and what is in an object is not either: it may be a name of the code.
    const shown = ts.isJsxElement(node) || ts.isJsxFragment(node) || (inMarkup && !ts.isCallExpression(node) && !ts.isObjectLiteralExpression(node) && !ts.isElementAccessExpression(node));
    ts.forEachChild(node, (child) => walk(child, shown));
  };
  const walkAttribute = (node: ts.JsxAttribute): void => {
    const name = node.name.getText();
    if (UNREAD.has(name) || node.initializer === undefined) return;
    // The name of a message, which the component looks up, is one word that begins small.
    const isKey = ts.isStringLiteral(node.initializer) && name === "label" && /^[a-z]+[A-Za-z]*Of$/.test(node.initializer.text);
    if (!isKey) walk(node.initializer, READ.has(name));
  };
  const source = ts.createSourceFile(path, code, ts.ScriptTarget.Latest, true, path.endsWith("x") ? ts.ScriptKind.TSX : ts.ScriptKind.TS);
  walk(source, false);
  return found;
}

type Words = ts.StringLiteral | ts.NoSubstitutionTemplateLiteral | ts.TemplateHead | ts.TemplateMiddle | ts.TemplateTail;

function isWords(node: ts.Node): node is Words {
  return ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node) || ts.isTemplateHead(node) || ts.isTemplateMiddle(node) || ts.isTemplateTail(node);
}

it("every text of the pages comes from the catalog", () => {
  expect(files.length).toBeGreaterThan(60);
  expect(files.flatMap((path) => foreign(path, readFileSync(path, "utf8")))).toEqual([]);
});

it.each([
  ["between tags", "<p>now</p>"],
  ["beside an element", "<p>Remove <b>{name}</b></p>"],
  ["in a choice between two", `<p>{ready ? "ready" : text("wait")}</p>`],
  ["in a condition", `<p>{ready && "ready"}</p>`],
  ["in a template", "<p>{`of ${name}`}</p>"],
  ["in a label", `<nav aria-label="sections" />`],
  ["in a label with a value", "<nav aria-label={`Limit of ${name}`} />"],
  ["in a placeholder", `<input placeholder={empty ? "none" : name} />`],
  ["in a title", `<b title="Change" />`],
  ["in a table of words", `const WORDS = { NOW: "At once" }`],
  ["in a sentence of a function", "const told = () => `costs ${price} a month`"],
  ["given to another function", `show("No token was given")`],
])("a text is found %s", (_, code) => {
  expect(foreign("page/parts/Planted.tsx", code)).not.toEqual([]);
});

it.each([
  `<p className="notice bad">{text("now")}</p>`,
  `<p>{ready ? text("ready") : rich("wait", { name: <b>{name}</b> })}</p>`,
  `<button type="submit" aria-label={text("tryModel", { model })}>…</button>`,
  `if (result.__typename !== "AlertSet") throw failed`,
  `import { text } from "../lib/The place"`,
])("no text is seen in %s", (code) => {
  expect(foreign("page/parts/Planted.tsx", code)).toEqual([]);
});

const CATALOG = JSON.parse(readFileSync("languages/page/en.json", "utf8")) as Record<string, string>;
const CODE = files.map((path) => readFileSync(path, "utf8")).join("\n");

it("every message is used", () => {
  // `count${unit}`: a part of the name is computed.
  const computed = [...CODE.matchAll(/`(\w+)\$\{/g)].map(([, start = ""]) => start);
  const unused = Object.keys(CATALOG).filter((key) => !CODE.includes(`"${key}"`) && !computed.some((start) => key.startsWith(start)));
  expect(unused).toEqual([]);
});

/** The messages that a file writes with values that can be read from the code, and the names of these values. */
function written(path: string): { key: string; given: string[] }[] {
  const found: { key: string; given: string[] }[] = [];
  const walk = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && /^(text|rich)$/.test(node.expression.getText())) {
      const [key, ...values] = node.arguments;
      const properties = values.flatMap((one) => (ts.isObjectLiteralExpression(one) ? [...one.properties] : [undefined]));
      const names = properties.map((one) => (one && one.name ? one.name.getText() : ""));
      if (key && ts.isStringLiteral(key) && !names.includes("")) found.push({ key: key.text, given: names });
    }
    ts.forEachChild(node, walk);
  };
  walk(ts.createSourceFile(path, readFileSync(path, "utf8"), ts.ScriptTarget.Latest, true, path.endsWith("x") ? ts.ScriptKind.TSX : ts.ScriptKind.TS));
  return found;
}

it("every message gets the values that it has", () => {
  const calls = files.flatMap(written);
  expect(calls.length).toBeGreaterThan(300);
  const needed = (key: string) => [...new Set([...(CATALOG[key] ?? "").matchAll(/\{(\w+)(?:, plural|\})/g)].map(([, name = ""]) => name))].filter((name) => !isForm(key, name));
  const wrong = calls.filter(({ key, given }) => String([...given].sort()) !== String(needed(key).sort()));
  expect(wrong).toEqual([]);
});

/** A form of a plural that is one word looks like a value. */
const isForm = (key: string, name: string) => new RegExp(`(one|other) \\{${name}\\}`).test(CATALOG[key] ?? "");
