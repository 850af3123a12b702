/** Passes values to all followers; each starts with a first value. */
export class Channel<Value> {
  readonly #followers = new Set<(value: Value) => void>();

  get listeners(): number {
    return this.#followers.size;
  }

  send(value: Value): void {
    for (const follower of this.#followers) follower(value);
  }

  /** Yields values until the follower returns. */
  follow(first: () => Value | null): AsyncGenerator<Value> {
    const waiting: Value[] = [];
    let wake: (() => void) | null = null;
    let isOver = false;
    const followers = this.#followers;
    const follower = (value: Value) => {
      waiting.push(value);
      wake?.();
    };
    const start = first();
    if (start !== null) waiting.push(start);
    followers.add(follower);
    const end = async () => {
      isOver = true;
      followers.delete(follower);
      wake?.();
      return { done: true as const, value: undefined };
    };
    return {
      async next() {
        while (waiting.length === 0 && !isOver) await new Promise<void>((go) => (wake = go));
        return isOver ? end() : { done: false, value: waiting.shift() as Value };
      },
      return: end,
      throw: end,
      [Symbol.asyncIterator]() {
        return this;
      },
    };
  }
}
