const WAITING_MAX = 1_000;

type Value = Record<string, unknown>;

/**
 * The values of a subscription, for one reader. A newer value takes the place of an older one of the
 * same thing that nobody has read, so a slow reader gets the present state. After a reconnect the
 * service sends the present value again: it is left out if it was read already.
 */
export class News<T> implements AsyncIterableIterator<T> {
  readonly #waiting = new Map<string, T>();
  readonly #read = new Map<string, T>();
  readonly #onEnd: () => void;
  #wanted: { resolve: (result: IteratorResult<T>) => void; reject: (error: unknown) => void }[] = [];
  #end: { error?: unknown } | undefined;

  constructor(onEnd: () => void) {
    this.#onEnd = onEnd;
  }

  put(value: T): void {
    const key = keyOf(value as Value);
    if (this.#end || !isNewer(value as Value, (this.#waiting.get(key) ?? this.#read.get(key)) as Value | undefined)) return;
    const reader = this.#wanted.shift();
    if (reader) {
      this.#read.set(key, value);
      reader.resolve({ done: false, value });
      return;
    }
    this.#waiting.set(key, value);
    if (this.#waiting.size > WAITING_MAX) this.#waiting.delete(this.#waiting.keys().next().value!);
  }

  /** End it. With an error, the reader gets the error after what is waiting. */
  end(end: { error?: unknown } = {}): void {
    if (this.#end) return;
    this.#end = end;
    this.#onEnd();
    for (const { resolve, reject } of this.#wanted.splice(0)) {
      if ("error" in end) reject(end.error);
      else resolve({ done: true, value: undefined });
    }
  }

  async next(): Promise<IteratorResult<T>> {
    const [first] = this.#waiting;
    if (first) {
      const [key, value] = first;
      this.#waiting.delete(key);
      this.#read.set(key, value);
      return { done: false, value };
    }
    if (this.#end) {
      const { end } = { end: this.#end };
      this.#end = {};
      if ("error" in end) throw end.error;
      return { done: true, value: undefined };
    }
    return new Promise((resolve, reject) => this.#wanted.push({ resolve, reject }));
  }

  async return(): Promise<IteratorResult<T>> {
    this.#waiting.clear();
    this.end();
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}

/** What the value is about: an account, a model's quota, or one firing of an alert. */
function keyOf(value: Value): string {
  const model = value["model"] as { name?: string } | null | undefined;
  return JSON.stringify([value["accountId"], model?.name, value["shared"], value["kind"], value["threshold"], value["lastFiredAt"]]);
}

function isNewer(value: Value, known: Value | undefined): boolean {
  if (known === undefined) return true;
  if (typeof value["revision"] === "number" && typeof known["revision"] === "number") return value["revision"] > known["revision"];
  return JSON.stringify(value) !== JSON.stringify(known);
}
