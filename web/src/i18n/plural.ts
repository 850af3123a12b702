import { plural as chosen } from "@messageformat/runtime";

type Cardinal = (value: number | string) => string;

/** The text of a message for a number, by the rules of a language. The library does not give it a type. */
export const plural = chosen as (value: number, offset: number, cardinal: Cardinal, texts: Readonly<Record<string, string>>) => string;
