// What the client asks for. Each type has one shape: its own fields, and the shapes of the types below it.
// A model, plan, pack, team or account inside another thing is a summary.
import {
  getNamedType,
  isAbstractType,
  isInterfaceType,
  isLeafType,
  isNonNullType,
  isObjectType,
} from "graphql";

const SUMMARIES = {
  Model: ["name", "provider", "displayName", "tier", "isFree"],
  Plan: ["name", "displayName"],
  Pack: ["name", "displayName", "tokens"],
  Team: ["id", "name", "kind"],
  Account: ["id", "createdAt"],
};

/** Fields that cost a query of their own. They are methods of the client, as fields with arguments are. */
const APART = {
  Account: ["paymentMethods", "forecast", "suggestions", "userBilling"],
};

export const isRefusal = (type) =>
  isObjectType(type) && type.getInterfaces().some(({ name }) => name === "Refusal");

/** Whether it is an interface of objects, such as Node; refusals are asked for type by type. */
export const isInterface = (type) => isInterfaceType(type) && type.name !== "Refusal";

export const isConnection = (type) => getNamedType(type).name.endsWith("Connection");

const needsArgument = (field) => field.args.some((arg) => isNonNullType(arg.type) && arg.defaultValue == null);

/** Whether a field is a method of the client instead of a part of its type's shape. */
export function isApart(owner, field) {
  if (isConnection(field.type) || needsArgument(field)) return true;
  if (owner.name === "Account") return field.args.length > 0 || APART.Account.includes(field.name);
  return false;
}

/** The name of the shape that stands for a type inside another one. */
export const nested = (type) => (type.name in SUMMARIES ? `${type.name}Summary` : type.name);

function fieldsOf(type) {
  return Object.values(type.getFields()).filter((field) => !isApart(type, field));
}

/** Fields by the name of their shape, for all types that the API returns. */
export function shapes(schema) {
  const found = new Map();
  const visit = (type, name) => {
    if (isLeafType(type) || found.has(name)) return;
    if (isAbstractType(type)) {
      if (isInterfaceType(type)) found.set(name, { type, fields: fieldsOf(type) });
      for (const one of schema.getPossibleTypes(type)) visit(one, one.name);
      return;
    }
    const known = name.endsWith("Summary") && SUMMARIES[type.name];
    const fields = known ? fieldsOf(type).filter((one) => known.includes(one.name)) : fieldsOf(type);
    found.set(name, { type, fields });
    for (const field of fields) {
      const below = getNamedType(field.type);
      visit(below, nested(below));
    }
  };
  const visitRoot = (field) => {
    const type = getNamedType(field.type);
    visit(itemOf(type) ?? type, (itemOf(type) ?? type).name);
  };
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
  for (const root of roots) Object.values(root.getFields()).forEach(visitRoot);
  for (const { owner } of owners(schema)) {
    Object.values(owner.getFields())
      .filter((field) => isApart(owner, field))
      .forEach(visitRoot);
  }
  acyclic(found);
  return { schema, found };
}

/** The types whose fields apart are methods: `usage` of an account, `teamMembers` of a team. */
export function owners(schema) {
  return [
    { owner: schema.getType("Account"), query: "account", argument: "accountId", optional: true, prefix: "" },
    { owner: schema.getType("Team"), query: "team", argument: "teamId", optional: false, prefix: "team" },
  ];
}

/** The type of a connection's items; undefined for other types. */
export function itemOf(type) {
  if (!isConnection(type)) return undefined;
  return getNamedType(type.getFields().nodes.type);
}

function acyclic(found) {
  const open = new Set();
  const done = new Set();
  const walk = (name) => {
    if (done.has(name) || !found.has(name)) return;
    if (open.has(name)) throw new Error(`the shape of ${name} contains itself: give it a summary`);
    open.add(name);
    for (const field of found.get(name).fields) walk(nested(getNamedType(field.type)));
    open.delete(name);
    done.add(name);
  };
  for (const name of found.keys()) walk(name);
}

/** The selection of one field: its name, and what is below it. */
export function selected(schema, field) {
  const type = getNamedType(field.type);
  return isLeafType(type) ? field.name : `${field.name} { ${below(schema, type, nested(type))} }`;
}

/** What is selected of a type. */
export function below(schema, type, name) {
  if (!isAbstractType(type)) return `...${name}`;
  const possible = schema.getPossibleTypes(type);
  // What an object is, and what all of them have: their other fields have methods of their own.
  if (isInterface(type)) return `__typename ${Object.keys(type.getFields()).join(" ")}`;
  // A refusal that is not known yet has at least these fields.
  const unknown = possible.some(isRefusal) ? " ... on Refusal { code message }" : "";
  return `__typename${unknown} ${possible.map((one) => `...${one.name}`).join(" ")}`;
}
