// The methods of the client: one for each query, mutation and subscription, and for the fields apart.
import { astFromValue, getNamedType, isLeafType, isListType, isNonNullType, isUnionType, print } from "graphql";
import { below, isApart, isConnection, isRefusal, itemOf, owners } from "./shapes.mjs";
import { argument, comment, typed } from "./types.mjs";

/** The type as the methods return it: refusals are thrown, or are errors in a list. */
function answered(schema, type, listed = false) {
  const named = getNamedType(type);
  const name = (one) => {
    if (one.name === "Refusal") return "Types.RefusalFields";
    if (!isUnionType(one)) return `Types.${one.name}`;
    const results = schema.getPossibleTypes(one).filter((each) => !isRefusal(each));
    return [...results.map((each) => `Types.${each.name}`), ...(listed ? ["Refused"] : [])].join(" | ");
  };
  const text = typed(type, name);
  return isLeafType(named) && /^[A-Z]/.test(text) ? `Types.${text}` : text;
}

const defaulted = ({ defaultValue: value, type }) => (isNonNullType(type) && value !== undefined ? ` = ${print(astFromValue(value, type))}` : "");
const variables = (args) => args.map((arg) => `$${arg.name}: ${arg.type}${defaulted(arg)}`).join(", ");
const passed = (args) => args.map((arg) => `${arg.name}: $${arg.name}`).join(", ");
const round = (text) => (text ? `(${text})` : "");

function selection(schema, type) {
  const named = getNamedType(type);
  return isLeafType(named) ? "" : ` { ${below(schema, named, named.name)} }`;
}

/** `input` is the method's only parameter; otherwise the arguments are an object. */
function parameters(args) {
  if (args.length === 0) return { text: "", given: "{}" };
  const [only] = args;
  if (args.length === 1 && only.name === "input") {
    const type = typed(only.type, undefined).replace(/\b[A-Z]\w*Input\b/g, "Types.$&");
    const keyed = "idempotencyKey" in getNamedType(only.type).getFields();
    return { text: `input: ${type}, `, given: keyed ? "{ input: withKey(input) }" : "{ input }" };
  }
  const required = args.some((arg) => isNonNullType(arg.type) && arg.defaultValue === undefined);
  return { text: `args: ${inline(args)}${required ? "" : " = {}"}, `, given: "args" };
}

function inline(args) {
  const text = args.map((arg) => argument(arg).replace(/^ {2}/gm, "    ")).join("");
  return `{\n${text.replace(/(: (?:Array<)?)([A-Z]\w+)/g, (all, start, name) => (name === "Array" ? all : `${start}Types.${name}`))}  }`;
}

function method({ name, field, kind, doc, path, args, schema }) {
  const { text, given } = parameters(args);
  const told = comment(field.description, "  ");
  const quoted = JSON.stringify(doc);
  if (kind === "subscription") {
    const shown = `live${name[0].toUpperCase()}${name.slice(1)}`;
    const type = answered(schema, field.type);
    return `${told}  ${shown}(${text}options: LiveOptions = {}): AsyncIterableIterator<${type}> {
    return this.live(${quoted}, ${given}, ${JSON.stringify(path)}, options);
  }
`;
  }
  if (isConnection(field.type)) {
    const item = `Types.${itemOf(getNamedType(field.type)).name}`;
    return `${told}  ${name}(${text}options: RequestOptions = {}): AsyncIterableIterator<${item}> {
    return this.pages(${quoted}, ${given}, ${JSON.stringify(path)}, options);
  }
`;
  }
  const type = answered(schema, field.type, isListType(isNonNullType(field.type) ? field.type.ofType : field.type));
  const owned = path.length > 1 && !type.endsWith("| null") ? `${type} | null` : type;
  return `${told}  ${name}(${text}options: RequestOptions = {}): Promise<${owned}> {
    return this.ask(${quoted}, ${given}, ${JSON.stringify(path)}, options);
  }
`;
}

function rooted(schema, kind, root) {
  return Object.values(root.getFields()).map((field) => {
    const body = isConnection(field.type)
      ? ` { nodes { ${below(schema, itemOf(getNamedType(field.type)), itemOf(getNamedType(field.type)).name)} } pageInfo { hasNextPage endCursor } }`
      : selection(schema, field.type);
    const doc = `${kind} ${field.name}${round(variables(field.args))} { ${field.name}${round(passed(field.args))}${body} }`;
    const args = isConnection(field.type) ? field.args.filter((arg) => arg.name !== "after") : field.args;
    return method({ name: field.name, field, kind, doc, path: [field.name], args, schema });
  });
}

function owned(schema, { owner, query, argument: id, optional, prefix }) {
  const idType = optional ? "ID" : "ID!";
  const about = { name: id, type: { toString: () => idType } };
  return Object.values(owner.getFields())
    .filter((field) => isApart(owner, field))
    .map((field) => {
      const item = itemOf(getNamedType(field.type));
      const body = item
        ? ` { nodes { ${below(schema, item, item.name)} } pageInfo { hasNextPage endCursor } }`
        : selection(schema, field.type);
      const inner = `${field.name}${round(passed(field.args))}${body}`;
      const doc = `query ${field.name}(${variables([about, ...field.args])}) { ${query}(id: $${id}) { ${inner} } }`;
      const name = prefix ? `${prefix}${field.name[0].toUpperCase()}${field.name.slice(1)}` : field.name;
      const args = item ? field.args.filter((arg) => arg.name !== "after") : field.args;
      const source = schema.getQueryType().getFields()[query].args[0];
      const first = { ...source, name: id };
      return method({ name, field, kind: "query", doc, path: [query, field.name], args: [first, ...args], schema });
    });
}

export function api({ schema }) {
  const methods = [
    ...rooted(schema, "query", schema.getQueryType()),
    ...owners(schema).flatMap((one) => owned(schema, one)),
    ...rooted(schema, "mutation", schema.getMutationType()),
    ...rooted(schema, "subscription", schema.getSubscriptionType()),
  ];
  return `import { withKey } from "../client/keys.js";
import type { Refused } from "../errors.js";
import type { LiveOptions, RequestOptions } from "../options.js";
import type * as Types from "./types.js";

/** The whole API. Refusals are thrown; those of a batch are in its list. */
export abstract class Api {
  protected abstract ask<T>(document: string, variables: object, path: string[], options: RequestOptions): Promise<T>;
  protected abstract pages<T>(document: string, variables: object, path: string[], options: RequestOptions): AsyncIterableIterator<T>;
  protected abstract live<T>(document: string, variables: object, path: string[], options: LiveOptions): AsyncIterableIterator<T>;

${methods.join("\n")}}
`;
}
