import { useCallback, useEffect, useState } from "react";

import { LastPurchaseDocument, type LastPurchaseQuery } from "../generated/operations";
import { execute } from "../lib/api";
import { type Outcome, RETURNED } from "../lib/buying";
import { number } from "../lib/format";
import { useLoaded, type Version } from "../lib/hooks";
import type { Session } from "../lib/session";

/** What needs nothing from the server. */
const TOLD: Partial<Record<Outcome, string>> = {
  card: "Your card is saved. Now you can set an automatic top-up.",
  cancelled: "You left the checkout. Nothing was bought.",
};

type Account = LastPurchaseQuery["account"];

/** The outcome of the checkout that led back to this page, shown live when it is booked. */
export function Returned({ session, revision }: { session: Session; revision: Version }) {
  const [outcome, setOutcome] = useState(readOutcome);
  // A reload must not show it again.
  useEffect(() => history.replaceState(null, "", location.pathname + location.hash), []);
  if (outcome === null) return null;
  return (
    <div className="notice" role="status">
      <span className="grow">
        {TOLD[outcome] ?? <News session={session} revision={revision} outcome={outcome} />}
      </span>
      <button className="quiet" type="button" onClick={() => setOutcome(null)}>
        Close <span className="unseen">this message</span>
      </button>
    </div>
  );
}

function News({ session, revision, outcome }: { session: Session; revision: Version; outcome: Outcome }) {
  const read = useCallback(() => execute(LastPurchaseDocument, {}, session), [session]);
  const { data } = useLoaded(read, revision);
  return <>{(data && booked(outcome, data.account)) ?? "Thank you. Your payment is being confirmed; the balance updates by itself."}</>;
}

function booked(outcome: Outcome, account: Account): string | null {
  const [last] = account?.purchases.nodes ?? [];
  if (outcome === "pack" && last?.status === "PAID") {
    return `The ${last.pack.displayName} is yours: ${number(last.tokens)} tokens, which never expire.`;
  }
  if (outcome === "plan" && account?.subscription?.status === "ACTIVE") {
    return `Welcome to ${account.subscription.plan.displayName}: it is active from now on.`;
  }
  return null;
}

function readOutcome(): Outcome | null {
  const url = new URL(location.href);
  const told = url.searchParams.get(RETURNED);
  return told === "pack" || told === "plan" || told === "card" || told === "cancelled" ? told : null;
}
