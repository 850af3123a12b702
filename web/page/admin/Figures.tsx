import { useCallback, useState } from "react";

import { AnalyticsDocument } from "../generated/operations";
import { ApiError, clock, execute } from "../lib/api";
import { dayInUtc, second } from "../lib/format";
import { useEvery, useLoaded } from "../lib/hooks";
import { text } from "../lib/language";
import { rich } from "../lib/rich";
import type { Session } from "../lib/session";
import { counted } from "../lib/words";
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
        <h2 id="figures-title">{text("figures")}</h2>
        <RangePicker range={range} onChange={setRange} />
        <p className="faint small">{data === null ? (error === null ? text("counting") : "") : <Told reading={data} />}</p>
        {error !== null && (
          <p className="notice bad" role="alert">
            {error}
          </p>
        )}
        {data !== null && data.lagSeconds > LATE_SECONDS && (
          <p className="notice bad" role="alert">
            {text("figuresLate", { seconds: counted("SECONDS", data.lagSeconds) })}
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
  const time = { time: <time dateTime={figures.asOf}>{second(figures.asOf)}</time> };
  const days = { first: dayInUtc(figures.from), last: dayInUtc(last) };
  if (lagSeconds <= 1) return rich("figuresAsOf", time, days);
  return rich("figuresAsOfBehind", time, { ...days, behind: counted("SECONDS", lagSeconds) });
}

async function reading(session: Session, range: Range): Promise<Reading> {
  const days = typeof range === "object" ? range : daysOf(range, clock.now());
  if (!isRange(days)) throw new Error(text("chooseDays"));
  const { analytics: figures } = await execute(AnalyticsDocument, instantsOf(days), session).catch(inWords);
  return { figures, lagSeconds: Math.max(0, Math.round((clock.now() - Date.parse(figures.asOf)) / 1000)) };
}

function inWords(error: unknown): never {
  if (!(error instanceof ApiError) || error.code !== "FORBIDDEN") throw error;
  throw new Error(text("lacksScope"));
}
