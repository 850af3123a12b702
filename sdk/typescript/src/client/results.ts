import { Refused } from "../errors.js";
import { REFUSALS } from "../generated/refusals.js";

/** Return what is at the path: `["account", "quotas"]`. Null if something before it is null. */
export function at(data: Record<string, unknown>, path: readonly string[]): unknown {
  let found: unknown = data;
  for (const name of path) found = found === null ? null : (found as Record<string, unknown>)[name];
  return found;
}

/** Return the result. Throws it if it is a refusal; in a list, refusals stay where they are. */
export function unwrapped(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((one) => refusalOf(one) ?? one);
  const refusal = refusalOf(value);
  if (refusal) throw refusal;
  return value;
}

/** Return the refusal that the value stands for; undefined if it is none. A type that is not known here is a plain `Refused`. */
function refusalOf(value: unknown): Refused | undefined {
  if (!isRefusal(value)) return undefined;
  const Class = REFUSALS[value.__typename] ?? Refused;
  const named = Object.entries(value).map(([name, field]) => [name.startsWith("__") ? name : name.replace(/_$/, ""), field]);
  return new Class(Object.fromEntries(named));
}

type Fields = { __typename: string; code: string; message: string };

function isRefusal(value: unknown): value is Fields {
  // Only results of unions have a type's name, and of them only refusals have a code.
  return typeof value === "object" && value !== null && "__typename" in value && "code" in value && "message" in value;
}
