import { useCallback, useEffect, useState } from "react";

import { LastPurchaseDocument, type LastPurchaseQuery } from "../generated/operations";
import { execute } from "../lib/api";
import { type Outcome, RETURNED } from "../lib/buying";
import type { Key } from "../lib/catalogs";
import { useLoaded, type Version } from "../lib/hooks";
import { text } from "../lib/language";
import type { Session } from "../lib/session";
import { counted } from "../lib/words";

/** What needs nothing from the server. */
const TOLD: Partial<Record<Outcome, Key>> = { card: "cardSaved", cancelled: "checkoutLeft" };

type Account = LastPurchaseQuery["account"];

/** The outcome of the checkout that led back to this page, shown live when it is booked. */
export function Returned({ session, revision }: { session: Session; revision: Version }) {
  const [outcome, setOutcome] = useState(readOutcome);
  // A reload must not show it again.
  useEffect(() => history.replaceState(null, "", location.pathname + location.hash), []);
  if (outcome === null) return null;
  const known = TOLD[outcome];
  return (
    <div className="notice" role="status">
      <span className="grow">
        {known === undefined ? <News session={session} revision={revision} outcome={outcome} /> : text(known)}
      </span>
      <button className="quiet" type="button" onClick={() => setOutcome(null)}>
        {text("close")} <span className="unseen">{text("closeMessage")}</span>
      </button>
    </div>
  );
}

function News({ session, revision, outcome }: { session: Session; revision: Version; outcome: Outcome }) {
  const read = useCallback(() => execute(LastPurchaseDocument, {}, session), [session]);
  const { data } = useLoaded(read, revision);
  return <>{(data && booked(outcome, data.account)) ?? text("paymentPending")}</>;
}

function booked(outcome: Outcome, account: Account): string | null {
  const [last] = account?.purchases.nodes ?? [];
  if (outcome === "pack" && last?.status === "PAID") {
    return text("packYours", { pack: last.pack.displayName, tokens: counted("TOKENS", last.tokens) });
  }
  if (outcome === "plan" && account?.subscription?.status === "ACTIVE") {
    return text("planWelcome", { plan: account.subscription.plan.displayName });
  }
  return null;
}

function readOutcome(): Outcome | null {
  const url = new URL(location.href);
  const told = url.searchParams.get(RETURNED);
  return told === "pack" || told === "plan" || told === "card" || told === "cancelled" ? told : null;
}
