import { useCallback, useState } from "react";

import { AnalyticsDocument } from "../generated/operations";
import { ApiError, clock, execute } from "../lib/api";
import { dayInUtc, plural, second } from "../lib/format";
import { useEvery, useLoaded } from "../lib/hooks";
import type { Session } from "../lib/session";
import { Charts } from "./Charts";
import { Consumption } from "./Consumption";
import { Outstanding } from "./Outstanding";
import { daysOf, instantsOf, isRange } from "./range";
import { type Range, RangePicker } from "./RangePicker";
import { Retention } from "./Retention";
import type { Figures as AllFigures } from "./steps";
import { Tiles } from "./Tiles";
import { Unpriced } from "./Unpriced";

const FRESH_MS = 5_000;
const LATE_SECONDS = 60;

interface Reading {
  figures: AllFigures;
  /** The age of the figures when they arrived. */
  lagSeconds: number;
}

/** The rollups' figures, read again every few seconds. */
export function Figures({ session }: { session: Session }) {
  const [range, setRange] = useState<Range>("30 days");
  const version = useEvery(FRESH_MS);
  const read = useCallback(() => reading(session, range), [session, range]);
  const { data, error, loading } = useLoaded(read, version);
  return (
    <>
      <section id="figures" className="section" aria-labelledby="figures-title" aria-busy={loading && data === null}>
        <h2 id="figures-title">Figures</h2>
        <RangePicker range={range} onChange={setRange} />
        <p className="faint small">{data === null ? (error === null ? "Counting…" : "") : <Told reading={data} />}</p>
        {error !== null && (
          <p className="notice bad" role="alert">
            {error}
          </p>
        )}
        {data !== null && data.lagSeconds > LATE_SECONDS && (
          <p className="notice bad" role="alert">
            The figures are behind: what came in the last {plural(data.lagSeconds, "second")} is not in them yet.
          </p>
        )}
        {data !== null && <Tiles figures={data.figures} />}
      </section>
      {data !== null && (
        <>
          <Charts days={data.figures.series} currencies={data.figures.revenue.map(({ currency }) => currency)} />
          <Consumption rows={data.figures.consumption} />
          <Unpriced rows={data.figures.unpriced} />
          <Retention cohorts={data.figures.retention} />
          <Outstanding rows={data.figures.outstanding} />
        </>
      )}
    </>
  );
}

function Told({ reading: { figures, lagSeconds } }: { reading: Reading }) {
  const last = new Date(Date.parse(figures.to) - 1).toISOString();
  return (
    <>
      {dayInUtc(figures.from)} through {dayInUtc(last)}, days in UTC. Counted as of{" "}
      <time dateTime={figures.asOf}>{second(figures.asOf)}</time>
      {lagSeconds > 1 && `, ${plural(lagSeconds, "second")} behind`}.
    </>
  );
}

async function reading(session: Session, range: Range): Promise<Reading> {
  const days = typeof range === "object" ? range : daysOf(range, clock.now());
  if (!isRange(days)) throw new Error("Choose a first day, and a last day that is not before it.");
  const { analytics: figures } = await execute(AnalyticsDocument, instantsOf(days), session).catch(inWords);
  return { figures, lagSeconds: Math.max(0, Math.round((clock.now() - Date.parse(figures.asOf)) / 1000)) };
}

function inWords(error: unknown): never {
  if (!(error instanceof ApiError) || error.code !== "FORBIDDEN") throw error;
  throw new Error("You cannot see this: your token lacks the scope “admin”. Sign out, then sign in with another token.");
}
