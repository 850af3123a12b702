import { useCallback, useMemo, useState } from "react";

import { CatalogDocument, type CatalogQuery } from "../generated/operations";
import { execute } from "../lib/api";
import { plural } from "../lib/format";
import { useLoaded } from "../lib/hooks";
import type { Session } from "../lib/session";
import { ModelRow } from "./ModelRow";

interface Props {
  session: Session | null;
  revision: number | null;
  onTry: ((model: string) => void) | null;
}

type Tier = "ALL" | "FREE" | "PREMIUM";

const TIERS: [Tier, string][] = [
  ["ALL", "All"],
  ["FREE", "Free"],
  ["PREMIUM", "Premium"],
];
const NOTHING: CatalogQuery = { models: [], providers: [] };

/** Every model with its cost, and whether the caller can use it now. */
export function Catalog({ session, revision, onTry }: Props) {
  const read = useCallback(() => execute(CatalogDocument, {}, session), [session]);
  const loaded = useLoaded(read, revision);
  const { models, providers } = loaded.data ?? NOTHING;
  const [search, setSearch] = useState("");
  const [provider, setProvider] = useState("");
  const [tier, setTier] = useState<Tier>("ALL");
  const found = useMemo(
    () => models.filter((model) => isOf(model, provider, tier) && matches(model, search)),
    [models, search, provider, tier],
  );
  const names = useMemo(() => new Map(providers.map((one) => [one.name, one.displayName])), [providers]);
  return (
    <section id="catalog" className="section" aria-labelledby="catalog-title">
      <h2 id="catalog-title">Models</h2>
      <div className="filters" role="search" aria-label="Models">
        <label className="field grow">
          <span>Search</span>
          <input type="search" value={search} onChange={(event) => setSearch(event.target.value)} placeholder="gpt, llama, vision…" />
        </label>
        <label className="field">
          <span>Provider</span>
          <select value={provider} onChange={(event) => setProvider(event.target.value)}>
            <option value="">All providers</option>
            {providers.map((one) => (
              <option key={one.name} value={one.name}>
                {one.displayName}
              </option>
            ))}
          </select>
        </label>
        <div className="chips" role="group" aria-label="Tier">
          {TIERS.map(([value, label]) => (
            <button key={value} type="button" aria-pressed={tier === value} onClick={() => setTier(value)}>
              {label}
            </button>
          ))}
        </div>
      </div>
      {loaded.error !== null && (
        <p className="notice bad" role="alert">
          {loaded.error}
        </p>
      )}
      <p className="faint" role="status">
        {loaded.data !== null && plural(found.length, "model")}
      </p>
      {found.length > 0 && (
        <div className="card table-box">
          <table className="models">
            <thead>
              <tr>
                <th scope="col">Model</th>
                <th scope="col">Provider</th>
                <th scope="col">Cost</th>
                <th scope="col">Available to you</th>
                {onTry !== null && (
                  <th scope="col">
                    <span className="unseen">Try it</span>
                  </th>
                )}
              </tr>
            </thead>
            <tbody>
              {found.map((model) => (
                <ModelRow key={model.name} model={model} provider={names.get(model.provider) ?? model.provider} onTry={onTry} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

type Model = CatalogQuery["models"][number];

function isOf(model: Model, provider: string, tier: Tier): boolean {
  return (provider === "" || model.provider === provider) && (tier === "ALL" || model.tier === tier);
}

/** Whether every word occurs somewhere in the model's row. */
function matches(model: Model, search: string): boolean {
  const text = `${model.name} ${model.displayName} ${model.description} ${model.provider}`.toLowerCase();
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
