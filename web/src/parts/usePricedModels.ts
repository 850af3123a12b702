import { useEffect, useState } from "react";
import type { FindModels, PricedModels } from "../client/types";

/** While somebody types, the search waits. */
const SETTLED_MS = 250;
const PAGE = 10;
const NOTHING: PricedModels = { modelCount: 0, models: [] };

/** A page of premium models that a search finds. */
export function usePricedModels(findModels: FindModels) {
  const [search, setSearch] = useState("");
  // The last names of the previous pages.
  const [before, setBefore] = useState<string[]>([]);
  const [found, setFound] = useState(NOTHING);
  const [busy, setBusy] = useState(true);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    const reading = new AbortController();
    const read = async () => {
      setBusy(true);
      try {
        const page = await findModels(search, before.at(-1) ?? null, reading.signal);
        if (reading.signal.aborted) return;
        setFound(page);
        setFailed(false);
      } catch {
        if (!reading.signal.aborted) setFailed(true);
      }
      setBusy(false);
    };
    const timer = setTimeout(() => void read(), search === "" ? 0 : SETTLED_MS);
    return () => {
      clearTimeout(timer);
      reading.abort();
    };
  }, [findModels, search, before]);
  const first = before.length * PAGE + 1;
  const last = found.models.at(-1)?.name;
  return {
    search,
    busy,
    failed,
    first,
    models: found.models,
    count: found.modelCount,
    onSearch: (text: string) => {
      setSearch(text);
      setBefore([]);
    },
    onPrevious: before.length > 0 ? () => setBefore(before.slice(0, -1)) : undefined,
    onNext:
      last !== undefined && first + found.models.length <= found.modelCount ? () => setBefore([...before, last]) : undefined,
  };
}
