import { useCallback, useEffect, useRef, useState } from "react";

/** What was there when data were read; null as long as that is not known. */
export type Version = string | number | null;

/** The version of data that depend on several things: it is known when each of them is. */
export function versionOf(...parts: Version[]): Version {
  return parts.includes(null) ? null : parts.join(" ");
}

export interface Loaded<Value> {
  data: Value | null;
  error: string | null;
  loading: boolean;
  /** How many answers have come. */
  answers: number;
}

/**
 * The answer of `load`. It is read as soon as `version` is known, and again when `load` or `version` changes: whatever is
 * read before its version is known would have to be read twice. The last answer stays until the next one. Changes during a
 * read cause one further read.
 */
export function useLoaded<Value>(load: () => Promise<Value>, version: Version = 0): Loaded<Value> {
  const [state, setState] = useState<Loaded<Value>>({ data: null, error: null, loading: true, answers: 0 });
  const running = useRef(new Set<() => Promise<Value>>());
  const wanted = useRef<(() => Promise<Value>) | null>(null);
  const latest = useRef(load);

  const read = useCallback(async (source: () => Promise<Value>) => {
    if (running.current.has(source)) {
      wanted.current = source;
      return;
    }
    running.current.add(source);
    setState((before) => ({ ...before, loading: true }));
    const outcome = await source().then(
      (data) => ({ data, error: null, loading: false }),
      (error: unknown) => ({ data: null, error: messageOf(error), loading: false }),
    );
    running.current.delete(source);
    if (latest.current !== source) return;
    setState(({ data, answers }) =>
      outcome.error === null ? { ...outcome, answers: answers + 1 } : { ...outcome, data, answers },
    );
    if (wanted.current === source) {
      wanted.current = null;
      void read(source);
    }
  }, []);

  useEffect(() => {
    latest.current = load;
    if (version !== null) void read(load);
  }, [load, version, read]);
  return state;
}

export interface Acting {
  /** Runs one change. A failure becomes the problem. */
  act: (change: Promise<void>) => Promise<void>;
  busy: boolean;
  problem: string | null;
  /** How many changes have ended. */
  changes: number;
}

/** The changes that somebody makes in a part of the page, one at a time. */
export function useActing(): Acting {
  const [changes, setChanges] = useState(0);
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const act = async (change: Promise<void>) => {
    setBusy(true);
    setProblem(null);
    await change.catch((failed: unknown) => setProblem(messageOf(failed)));
    setBusy(false);
    setChanges((before) => before + 1);
  };
  return { act, busy, problem, changes };
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The value, once it has stayed the same for `milliseconds`. The first one that is not null counts at once. */
export function useSettled<Value>(value: Value, milliseconds: number): Value {
  const [settled, setSettled] = useState(value);
  if (settled === null && value !== null) setSettled(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), milliseconds);
    return () => clearTimeout(timer);
  }, [value, milliseconds]);
  return settled;
}

/** Counts up every `milliseconds` while the page is visible. */
export function useEvery(milliseconds: number): number {
  const [count, setCount] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") setCount((before) => before + 1);
    }, milliseconds);
    return () => clearInterval(timer);
  }, [milliseconds]);
  return count;
}

/** Counts how often the page was looked at again after it was hidden. */
export function useLooks(): number {
  const [count, setCount] = useState(0);
  useEffect(() => {
    const look = () => {
      if (document.visibilityState === "visible") setCount((before) => before + 1);
    };
    document.addEventListener("visibilitychange", look);
    return () => document.removeEventListener("visibilitychange", look);
  }, []);
  return count;
}
