/** The values of a message, ready to be shown: numbers and dates are formatted before. `n` decides the plural. */
export type Values = Readonly<Record<string, string | number>>;

/** A compiled message. */
// oxlint-disable-next-line no-explicit-any -- the compiler writes plain property accesses
export type Message = (values: any) => string;
