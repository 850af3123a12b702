// One class for each refusal of the API.
import { isRefusal } from "./shapes.mjs";
import { comment } from "./types.mjs";

function refusal([name, { type, fields }]) {
  const own = fields.filter((field) => !["code", "message"].includes(field.name));
  const declared = own
    .map((field) => `${comment(field.description, "  ")}  declare readonly ${field.name}: Types.${name}Fields["${field.name}"];\n`)
    .join("");
  return `${comment(type.description)}export class ${name} extends Refused {\n${declared}}\n`;
}

export function refusals({ found }) {
  const all = [...found].filter(([, { type }]) => isRefusal(type));
  const names = all.map(([name]) => `  ${name},\n`).join("");
  return `import { Refused } from "../errors.js";
import type * as Types from "./types.js";

${all.map(refusal).join("\n")}
/** The classes by the names of the API's types. */
export const REFUSALS: Readonly<Record<string, typeof Refused>> = {
${names}};
`;
}
