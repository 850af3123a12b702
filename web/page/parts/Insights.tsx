import { useCallback } from "react";

import { InsightsDocument } from "../generated/operations";
import { execute } from "../lib/api";
import { money, number, plural } from "../lib/format";
import { useLoaded, useSettled, type Version } from "../lib/hooks";
import type { Session } from "../lib/session";
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
      <h2 id="insights-title">Insights</h2>
      {error !== null && (
        <p className="notice bad" role="alert">
          {error}
        </p>
      )}
      {data !== null && (
        <div className="columns insights">
          <div className="card">
            <h3>How long your tokens last</h3>
            <Forecasts forecasts={data.forecast} />
          </div>
          <div className="card">
            <h3>For you</h3>
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
  return (
    <p className="saved">
      Free models served {plural(requests, "use")}: with {insteadOf.displayName} these would have taken{" "}
      <strong>{number(premiumTokens)} premium tokens</strong>
      {worth !== null && worth.amount > 0 && <>, worth {money(worth)}</>}.
    </p>
  );
}
