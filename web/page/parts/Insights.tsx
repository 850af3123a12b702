import { useCallback } from "react";

import { InsightsDocument } from "../generated/operations";
import { execute } from "../lib/api";
import { money } from "../lib/format";
import { useLoaded, useSettled, type Version } from "../lib/hooks";
import { text } from "../lib/language";
import { rich } from "../lib/rich";
import type { Session } from "../lib/session";
import { counted } from "../lib/words";
import { Forecasts } from "./Forecasts";
import { type Insight, Suggestions } from "./Suggestions";

/** Uses come in bursts; insights are read again after this delay. */
const FOLLOW_MS = 1_000;

interface Props {
  session: Session;
  revision: Version;
  onTry: (model: string) => void;
}

/** Insights from the account's own use: how long tokens last, better choices, and savings. */
export function Insights({ session, revision, onTry }: Props) {
  const read = useCallback(async () => (await execute(InsightsDocument, {}, session)).account, [session]);
  const { data, error } = useLoaded(read, useSettled(revision, FOLLOW_MS));
  return (
    <section id="insights" className="section" aria-labelledby="insights-title">
      <h2 id="insights-title">{text("insights")}</h2>
      {error !== null && (
        <p className="notice bad" role="alert">
          {error}
        </p>
      )}
      {data !== null && (
        <div className="columns insights">
          <div className="card">
            <h3>{text("howLong")}</h3>
            <Forecasts forecasts={data.forecast} />
          </div>
          <div className="card">
            <h3>{text("forYou")}</h3>
            <Suggestions suggestions={data.suggestions} onTry={onTry} />
            <Saved savings={data.savings} />
          </div>
        </div>
      )}
    </section>
  );
}

function Saved({ savings: { requests, premiumTokens, insteadOf, money: worth } }: { savings: Insight["savings"] }) {
  if (requests === 0 || insteadOf === null) return null;
  const values = { uses: counted("USES", requests), model: insteadOf.displayName };
  const tokens = { tokens: <strong>{counted("PREMIUM_TOKENS", premiumTokens)}</strong> };
  return (
    <p className="saved">
      {worth !== null && worth.amount > 0 ? rich("savedWorth", tokens, { ...values, money: money(worth) }) : rich("saved", tokens, values)}
    </p>
  );
}
