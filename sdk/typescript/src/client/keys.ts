type Keyed = { idempotencyKey?: string | null | undefined };

/** Return the input with an idempotency key, made here if there is none. All tries of a request have the same. */
export function withKey<T extends Keyed>(input: T): T;
export function withKey<T extends Keyed>(input: T[]): T[];
export function withKey<T extends Keyed>(input: T | T[]): T | T[] {
  if (Array.isArray(input)) return input.map((one) => withKey(one));
  return { ...input, idempotencyKey: input.idempotencyKey ?? newKey() };
}

/** A key that nobody else has. */
export function newKey(): string {
  return crypto.randomUUID().replaceAll("-", "");
}
