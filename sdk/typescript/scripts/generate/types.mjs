// The types of what the API takes and returns.
import { isAbstractType, isEnumType, isInputObjectType, isLeafType, isListType, isNonNullType } from "graphql";
import { isInterface, isRefusal, nested } from "./shapes.mjs";

const SCALARS = {
  BigInt: "number",
  Boolean: "boolean",
  DateTime: "string",
  Float: "number",
  ID: "string",
  Int: "number",
  JSON: "unknown",
  String: "string",
};

function scalar(type) {
  if (isEnumType(type) || isInputObjectType(type)) return type.name;
  if (!(type.name in SCALARS)) throw new Error(`the scalar ${type.name} is not known here`);
  return SCALARS[type.name];
}

/** The type in TypeScript. `name` names the shape of an object type. */
export function typed(type, name = (one) => (one.name === "Refusal" ? "RefusalFields" : nested(one)), nullable = true) {
  if (isNonNullType(type)) return typed(type.ofType, name, false);
  const bare = isListType(type)
    ? `Array<${typed(type.ofType, name)}>`
    : isLeafType(type) || isInputObjectType(type)
      ? scalar(type)
      : name(type);
  return nullable && bare !== "unknown" ? `${bare} | null` : bare;
}

export function comment(text, indent = "") {
  if (!text) return "";
  const safe = text.replaceAll("*/", "*\\/").split("\n");
  if (safe.length === 1) return `${indent}/** ${safe[0]} */\n`;
  return `${indent}/**\n${safe.map((line) => `${indent} * ${line}\n`).join("")}${indent} */\n`;
}

/** The fields of a shape, one a line. */
export function members(fields) {
  return fields
    .map((field) => `${comment(field.description, "  ")}  ${field.name}: ${typed(field.type)};\n`)
    .join("");
}

function shape([name, { type, fields }]) {
  const text = isRefusal(type) ? `  __typename: "${type.name}";\n` : isInterface(type) ? "  __typename: string;\n" : "";
  const shown = isRefusal(type) ? `${name}Fields` : name;
  return `${comment(type.description)}export interface ${shown} {\n${text}${members(fields)}}\n`;
}

function enumeration(type) {
  const values = type.getValues().map((value) => {
    const told = value.description ? comment(value.description, "  ") : "";
    return `${told}  | "${value.name}"\n`;
  });
  return `${comment(type.description)}export type ${type.name} =\n${values.join("").trimEnd()};\n`;
}

export function argument(arg) {
  // The client makes a key if there is none.
  const required = isNonNullType(arg.type) && arg.defaultValue === undefined && arg.name !== "idempotencyKey";
  return `${comment(arg.description, "  ")}  ${arg.name}${required ? "" : "?"}: ${typed(arg.type)}${required ? "" : " | undefined"};\n`;
}

function input(type) {
  const fields = Object.values(type.getFields()).map(argument).join("");
  return `${comment(type.description)}export interface ${type.name} {\n${fields}}\n`;
}

export function types({ schema, found }) {
  const known = Object.values(schema.getTypeMap()).filter(({ name }) => !name.startsWith("__"));
  const parts = [
    `/** A refusal inside another thing, such as a quote. */
export interface RefusalFields {
  __typename: string;
  /** A code for programs. */
  code: string;
  /** For people. */
  message: string;
}
`,
    ...known.filter(isEnumType).map(enumeration),
    ...known.filter(isInputObjectType).map(input),
    ...[...found].filter(([, { type }]) => isInterface(type) || !isAbstractType(type)).map(shape),
  ];
  return parts.join("\n");
}
