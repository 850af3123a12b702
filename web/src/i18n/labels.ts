import type { Catalog, Key } from "./catalogs";
import type { Values } from "./message";

/** Texts that replace the widget's own. `{name}` stands for a value; numbers and dates are formatted before. */
export type Labels = Partial<Record<Key, string>>;

/** Writes a message with its values. */
export type Text = (key: Key, values?: Values) => string;

export function writer(catalog: Catalog, labels?: Labels): Text {
  return (key, values = {}) => {
    const own = labels?.[key];
    return own === undefined ? catalog[key](values) : fill(own, values);
  };
}

/** Replaces every `{name}` by its value. */
export function fill(template: string, values: Values): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}
