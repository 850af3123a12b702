import { useCallback, useState } from "react";

import { OffersDocument, type OffersQuery } from "../generated/operations";
import { execute } from "../lib/api";
import { buyPack, endPlan, keepPlan, startPlan } from "../lib/buying";
import { date, money, number } from "../lib/format";
import { messageOf, useLoaded, type Version, versionOf } from "../lib/hooks";
import { text } from "../lib/language";
import { ownAccount, type TeamOwner } from "../lib/owners";
import { type Choices, planChoices } from "../lib/planning";
import type { Session } from "../lib/session";
import { Discounts } from "./Discounts";
import { PackCard } from "./PackCard";
import { Paid } from "./Paid";
import { PlanChange } from "./PlanChange";
import { Reasons } from "./Price";
import { TeamShop } from "./TeamShop";

type Plan = OffersQuery["plans"][number];
type Act = (session: Session) => Promise<void>;

interface Props {
  session: Session | null;
  revision: Version;
  team?: TeamOwner | null;
  /** Called after each change of the team that the user makes. */
  onTeamChanged?: () => void;
}

const nothing = () => undefined;

/** Packs and plans, and the way to their checkout. */
export function Shop({ session, revision, team = null, onTeamChanged = nothing }: Props) {
  const readOffers = useCallback(() => execute(OffersDocument, {}, session), [session]);
  const readPlans = useCallback(async () => (session === null ? null : planChoices(session, null)), [session]);
  const teamId = team?.accountId ?? null;
  const readTeamPlans = useCallback(
    async () => (session === null || teamId === null ? null : { teamId, found: await planChoices(session, teamId) }),
    [session, teamId],
  );
  const [changes, setChanges] = useState(0);
  const version = versionOf(revision, changes);
  const { data } = useLoaded(readOffers, version);
  const plans = useLoaded(readPlans, version);
  const ofTeam = useLoaded(readTeamPlans, team?.version ?? null).data;
  // After a move to another team, those of the former one are no answer.
  const teamPlans = ofTeam?.teamId === teamId ? ofTeam.found : null;
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const act = async (wanted: Act) => {
    if (session === null) return;
    setBusy(true);
    setProblem(null);
    await wanted(session).catch((error: unknown) => setProblem(messageOf(error)));
    setBusy(false);
    setChanges((before) => before + 1);
  };
  const changed = () => setChanges((before) => before + 1);
  const own = ownAccount(version);
  const disabled = session === null || busy;
  return (
    <section id="shop" className="section" aria-labelledby="shop-title">
      <h2 id="shop-title">{text("shopTitle")}</h2>
      <p className="faint">{text(session === null ? "shopSignIn" : "shopLead")}</p>
      {problem !== null && (
        <p className="notice bad" role="alert">
          {problem}
        </p>
      )}
      <div className="offers">
        {data?.plans.filter((plan) => plan.price.amount > 0 && plan.buyer === "PERSON").map((plan) => (
          <PlanCard key={plan.name} plan={plan} own={plans.data} disabled={disabled} onAct={act} />
        ))}
        {data?.packs.map((pack) => (
          <PackCard
            key={pack.name}
            pack={pack}
            session={session}
            version={version}
            disabled={disabled}
            onBuy={(quantity) => act((who) => buyPack(who, pack.name, quantity))}
          />
        ))}
      </div>
      {session !== null && <Discounts session={session} owner={own} onChanged={changed} />}
      {session !== null && (
        <PlanChange session={session} owner={own} choices={plans.data} others={teamPlans} team={team} onChanged={changed} />
      )}
      {session !== null && team && (
        <TeamShop key={team.accountId} session={session} team={team} choices={teamPlans} others={plans.data} onChanged={onTeamChanged} />
      )}
    </section>
  );
}

interface PlanProps {
  plan: Plan;
  /** What the user has; null for a visitor. */
  own: Choices | null;
  disabled: boolean;
  onAct: (act: Act) => void;
}

function PlanCard({ plan, own, disabled, onAct }: PlanProps) {
  const mine = own?.plan.name === plan.name;
  const subscription = mine ? own.subscription : null;
  return (
    <article className="card offer premium">
      <h3>
        {plan.displayName} {mine && <span className="badge good">{text("yourPlan")}</span>}
      </h3>
      {plan.allowances.map(({ tokens, period }) => (
        <p className="amount" key={period}>
          {number(tokens)} <small>{text(`tokens${period}`)}</small>
        </p>
      ))}
      <ul className="faint grow">
        {plan.benefits.map((benefit) => (
          <li key={benefit}>{benefit}</li>
        ))}
      </ul>
      {subscription?.currentPeriodEnd && (
        <p className="faint">
          {text(subscription.cancelAtPeriodEnd ? "endsOn" : "renewsOn", { date: date(subscription.currentPeriodEnd) })}
        </p>
      )}
      {subscription?.currentPeriodEnd && <Paid month={subscription} />}
      {!mine && <Reasons {...plan} />}
      {!mine && (
        <button className="main" type="button" disabled={disabled} onClick={() => onAct((who) => startPlan(who, plan.name))}>
          {text("subscribeFor", { price: money(plan.price) })}
        </button>
      )}
      {mine && subscription?.cancelAtPeriodEnd === true && (
        <button type="button" disabled={disabled} onClick={() => onAct(keepPlan)}>
          {text("keepSubscription")}
        </button>
      )}
      {mine && subscription?.cancelAtPeriodEnd === false && (
        <button type="button" disabled={disabled} onClick={() => onAct(endPlan)}>
          {text("endAfter")}
        </button>
      )}
    </article>
  );
}
