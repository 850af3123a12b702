import { Fragment, type ReactNode } from "react";

import type { Values } from "../../src/i18n/message";
import type { Key } from "./catalogs";
import { text } from "./language";

/** Stands for an element in a message until the element takes its place. No message contains it. */
const MARK = "\u0000";

/** A message with elements, such as a name in bold, in the places of values. */
export function rich(key: Key, elements: Record<string, ReactNode>, values: Values = {}): ReactNode {
  const names = Object.keys(elements);
  const marked = Object.fromEntries(names.map((name, place) => [name, `${MARK}${place}${MARK}`]));
  const parts = text(key, { ...values, ...marked }).split(MARK);
  // Every second part is the place of an element.
  return parts.map((part, place) => <Fragment key={place}>{place % 2 === 0 ? part : elements[names[Number(part)] ?? ""]}</Fragment>);
}
