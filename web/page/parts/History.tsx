import { useCallback, useState } from "react";

import { HistoryDocument, type HistoryQueryVariables } from "../generated/operations";
import { execute } from "../lib/api";
import type { Between } from "../lib/exporting";
import { useLoaded, useSettled, type Version } from "../lib/hooks";
import { text } from "../lib/language";
import type { Session } from "../lib/session";
import { Exports } from "./Exports";
import { ModelPicker } from "./ModelPicker";
import { Uses } from "./Uses";

const SETTLED_MS = 250;
const NO_FILTER = { model: "", from: "", to: "" };

type Filter = typeof NO_FILTER;

/** Uses, the newest first; the first page follows the balance. */
export function History({ session, revision }: { session: Session; revision: Version }) {
  const [filter, setFilter] = useState(NO_FILTER);
  // The cursors of the previous pages; the last one belongs to the page that is shown.
  const [cursors, setCursors] = useState<string[]>([]);
  const settled = useSettled(filter, SETTLED_MS);
  const read = useCallback(
    () => execute(HistoryDocument, variables(settled, cursors.at(-1)), session),
    [session, settled, cursors],
  );
  const { data, error } = useLoaded(read, revision);
  const page = data?.account?.usage;
  const next = page?.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
  const narrow = (change: Partial<Filter>) => {
    setFilter((before) => (change === NO_FILTER ? NO_FILTER : { ...before, ...change }));
    setCursors([]);
  };
  return (
    <section id="history" className="section" aria-labelledby="history-title">
      <h2 id="history-title">{text("history")}</h2>
      <Filters filter={filter} onChange={narrow} />
      {error !== null && (
        <p className="notice bad" role="alert">
          {error}
        </p>
      )}
      <div className="card table-box">
        <Uses uses={page?.nodes ?? []} />
        {page?.nodes.length === 0 && <p className="empty">{text(settled === NO_FILTER ? "nothingUsedYet" : "nothingUsedThen")}</p>}
      </div>
      <div className="pages">
        <button type="button" disabled={cursors.length === 0} onClick={() => setCursors(cursors.slice(0, -1))}>
          {text("newer")}
        </button>
        <button type="button" disabled={!next} onClick={() => next && setCursors([...cursors, next])}>
          {text("older")}
        </button>
      </div>
      <Exports session={session} between={between(filter)} />
    </section>
  );
}

function Filters({ filter, onChange }: { filter: Filter; onChange: (change: Partial<Filter>) => void }) {
  return (
    <div className="filters" role="search" aria-label={text("history")}>
      <label className="field grow">
        <span>{text("model")}</span>
        <ModelPicker id="history-model" value={filter.model} onChange={(model) => onChange({ model })} placeholder={text("allModels")} />
      </label>
      <label className="field">
        <span>{text("from")}</span>
        <input type="date" value={filter.from} onChange={(event) => onChange({ from: event.target.value })} />
      </label>
      <label className="field">
        <span>{text("through")}</span>
        <input type="date" value={filter.to} onChange={(event) => onChange({ to: event.target.value })} />
      </label>
      <button type="button" disabled={filter === NO_FILTER} onClick={() => onChange(NO_FILTER)}>
        {text("clear")}
      </button>
    </div>
  );
}

function variables(filter: Filter, after: string | undefined): HistoryQueryVariables {
  return { after: after ?? null, model: filter.model.trim() || null, ...between(filter) };
}

/** Days are in the reader's time zone; the last day is included. */
function between({ from, to }: Filter): Between {
  return { from: from ? startOfDay(from, 0) : null, to: to ? startOfDay(to, 1) : null };
}

function startOfDay(text: string, later: number): string {
  const [year = 1970, month = 1, day = 1] = text.split("-").map(Number);
  return new Date(year, month - 1, day + later).toISOString();
}
