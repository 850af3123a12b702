import { useCallback, useMemo, useState } from "react";

import { ModelsDocument, type ModelsQuery, ProvidersDocument } from "../generated/operations";
import { execute } from "../lib/api";
import { number } from "../lib/format";
import { useLoaded, useSettled, type Version } from "../lib/hooks";
import { text } from "../lib/language";
import type { Session } from "../lib/session";
import { counted } from "../lib/words";
import { ModelRow } from "./ModelRow";

interface Props {
  session: Session | null;
  revision: Version;
  /** Premium tokens that can be spent; null for a visitor. */
  available: number | null;
  onTry: ((model: string) => void) | null;
}

type Tier = "ALL" | "FREE" | "PREMIUM";

const PAGE = 50;
const SETTLED_MS = 200;
const TIERS: readonly Tier[] = ["ALL", "FREE", "PREMIUM"];
const NO_FILTER = { search: "", provider: "", tier: "ALL" as Tier };

type Filter = typeof NO_FILTER;

const readProviders = () => execute(ProvidersDocument, {}, null);

/** Every model with its cost, and whether the caller can use it now; a page at a time. */
export function Catalog({ session, revision, available, onTry }: Props) {
  const [filter, setFilter] = useState(NO_FILTER);
  // The last names of the previous pages.
  const [before, setBefore] = useState<string[]>([]);
  const settled = useSettled(filter, SETTLED_MS);
  const read = useCallback(() => page(session, settled, before.at(-1)), [session, settled, before]);
  const { data, error, loading } = useLoaded(read, revision);
  const providers = useLoaded(readProviders).data?.providers;
  const names = useMemo(() => new Map(providers?.map((one) => [one.name, one.displayName])), [providers]);
  const narrow = (change: Partial<Filter>) => {
    setFilter({ ...filter, ...change });
    setBefore([]);
  };
  const shown = data?.models ?? [];
  const first = before.length * PAGE;
  const last = shown.at(-1)?.name;
  const hasNext = data !== null && first + shown.length < data.modelCount;
  return (
    <section id="catalog" className="section" aria-labelledby="catalog-title">
      <h2 id="catalog-title">{text("models")}</h2>
      <Filters filter={filter} providers={providers ?? []} onChange={narrow} />
      {error !== null && (
        <p className="notice bad" role="alert">
          {error}
        </p>
      )}
      <p className="faint" role="status">
        {data !== null && told(data.modelCount, first, shown.length)}
      </p>
      {shown.length > 0 && (
        <div className="card table-box" aria-busy={loading}>
          <Rows models={shown} names={names} available={available} onTry={onTry} />
        </div>
      )}
      {(before.length > 0 || hasNext) && (
        <div className="pages">
          <button type="button" disabled={before.length === 0} onClick={() => setBefore(before.slice(0, -1))}>
            {text("previous")}
          </button>
          <button type="button" disabled={!hasNext} onClick={() => last && setBefore([...before, last])}>
            {text("next")}
          </button>
        </div>
      )}
    </section>
  );
}

function page(session: Session | null, { search, provider, tier }: Filter, after: string | undefined) {
  const wanted = { search: search.trim() || null, provider: provider || null, tier: tier === "ALL" ? null : tier };
  return execute(ModelsDocument, { ...wanted, after: after ?? null }, session);
}

function told(count: number, first: number, shown: number): string {
  const models = counted("MODELS", count);
  return shown === count ? models : text("modelsShown", { models, first: number(first + 1), last: number(first + shown) });
}

interface FiltersProps {
  filter: Filter;
  providers: { name: string; displayName: string }[];
  onChange: (change: Partial<Filter>) => void;
}

function Filters({ filter, providers, onChange }: FiltersProps) {
  return (
    <div className="filters" role="search" aria-label={text("models")}>
      <label className="field grow">
        <span>{text("search")}</span>
        <input
          type="search"
          value={filter.search}
          maxLength={100}
          onChange={(event) => onChange({ search: event.target.value })}
          placeholder={text("searchExample")}
        />
      </label>
      <label className="field">
        <span>{text("provider")}</span>
        <select value={filter.provider} onChange={(event) => onChange({ provider: event.target.value })}>
          <option value="">{text("allProviders")}</option>
          {providers.map((one) => (
            <option key={one.name} value={one.name}>
              {one.displayName}
            </option>
          ))}
        </select>
      </label>
      <div className="chips" role="group" aria-label={text("tier")}>
        {TIERS.map((value) => (
          <button key={value} type="button" aria-pressed={filter.tier === value} onClick={() => onChange({ tier: value })}>
            {text(`tier${value}`)}
          </button>
        ))}
      </div>
    </div>
  );
}

interface RowsProps extends Pick<Props, "available" | "onTry"> {
  models: ModelsQuery["models"];
  names: Map<string, string>;
}

function Rows({ models, names, available, onTry }: RowsProps) {
  return (
    <table className="models">
      <thead>
        <tr>
          <th scope="col">{text("model")}</th>
          <th scope="col">{text("provider")}</th>
          <th scope="col">{text("cost")}</th>
          <th scope="col">{text("availableToYou")}</th>
          {onTry !== null && (
            <th scope="col">
              <span className="unseen">{text("tryIt")}</span>
            </th>
          )}
        </tr>
      </thead>
      <tbody>
        {models.map((model) => (
          <ModelRow
            key={model.name}
            model={model}
            provider={names.get(model.provider) ?? model.provider}
            available={available}
            onTry={onTry}
          />
        ))}
      </tbody>
    </table>
  );
}
