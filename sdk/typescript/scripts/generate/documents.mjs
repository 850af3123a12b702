// The fragment of each shape. A document is put together from those it needs (src/documents.ts).
import { isInterfaceType, isUnionType } from "graphql";
import { isRefusal, selected } from "./shapes.mjs";

/**
 * Fields of refusals that a result of the same union has with another type. GraphQL allows both in one document
 * only under different names, so the refusal's is asked for with `_` behind it; src/client/results.ts removes it.
 */
function clashes(schema) {
  const found = new Set();
  for (const union of Object.values(schema.getTypeMap()).filter(isUnionType)) {
    const members = schema.getPossibleTypes(union);
    const results = members.filter((one) => !isRefusal(one)).flatMap((one) => Object.values(one.getFields()));
    for (const refusal of members.filter(isRefusal)) {
      for (const { name, type } of Object.values(refusal.getFields())) {
        const other = results.find((field) => field.name === name);
        if (other && String(other.type) !== String(type)) found.add(`${refusal.name}.${name}`);
      }
    }
  }
  return found;
}

export function documents({ schema, found }) {
  const clashing = clashes(schema);
  const asked = (type, field) => `${clashing.has(`${type.name}.${field.name}`) ? `${field.name}_: ` : ""}${selected(schema, field)}`;
  const lines = [...found]
    .filter(([, { type }]) => !isInterfaceType(type))
    .map(([name, { type, fields }]) => {
      const body = fields.map((field) => asked(type, field)).join(" ");
      return `  ${name}: "fragment ${name} on ${type.name} { ${body} }",`;
    });
  return `/** What is asked for of each type. */
export const FRAGMENTS: Readonly<Record<string, string>> = {
${lines.join("\n")}
};
`;
}
