const FIRST_MS = 100;
const RETRY_AFTER_MS_MAX = 30_000;

/** Milliseconds to wait before try `tried` + 1: a random part of 0.1 s, 0.2 s, 0.4 s … at most `most`. */
export function backoffMs(tried: number, most = 5_000): number {
  return Math.random() * Math.min(most, FIRST_MS * 2 ** Math.min(tried, 20));
}

/** Milliseconds that `Retry-After` asks for; at most 30 seconds. 0 if it says nothing. */
export function retryAfterMs(seconds: string | number | null | undefined): number {
  const asked = Number(seconds ?? 0);
  return Number.isFinite(asked) ? Math.min(RETRY_AFTER_MS_MAX, Math.max(0, asked * 1_000)) : 0;
}

/** Wait. Rejects with the signal's reason when it is aborted. */
export function wait(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    }, ms);
    signal?.addEventListener("abort", stop, { once: true });
  });
}
