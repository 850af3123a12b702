import { type FormEvent, useId, useState } from "react";

import type { ChangeTime } from "../generated/operations";
import { newKey } from "../lib/api";
import { keepPlan, startPlan } from "../lib/buying";
import { date, money } from "../lib/format";
import { messageOf } from "../lib/hooks";
import { text } from "../lib/language";
import type { Owner, TeamOwner } from "../lib/owners";
import { type Choices, confirmPlan, fittingPlans, type PlanChoice, type PlanPreview, previewPlan, takeBackPlan, type WantedPlan } from "../lib/planning";
import { rich } from "../lib/rich";
import type { Session } from "../lib/session";
import { counted, wordsFor } from "../lib/words";
import { Choice } from "./Choice";
import { Paid } from "./Paid";
import { PlanCost } from "./PlanCost";
import { Reasons } from "./Price";
import { Problem } from "./Problem";

const WHEN: readonly ChangeTime[] = ["NOW", "PERIOD_END"];

interface Props {
  session: Session;
  owner: Owner;
  /** What the owner has, and can have; null as long as that is not known. */
  choices: Choices | null;
  /** The same of the account on the other side: of the team, or of the team's owner. It pays its own prices. */
  others: Choices | null;
  /** The team of the user: if it is the user's own, a plan may go to it, or come from it. */
  team: TeamOwner | null;
  /** Called after each change, so that the choices are read again. */
  onChanged: () => void;
}

interface Shown {
  wanted: WantedPlan;
  preview: PlanPreview;
  key: string;
}

/** The change of a subscription: chosen, shown with its cost, and only then confirmed. A team's first one is bought here. */
export function PlanChange({ session, owner, choices, others, team, onChanged }: Props) {
  const id = useId();
  const { accountId, name } = owner;
  const mayGive = team?.isOwn === true;
  const [shown, setShown] = useState<Shown | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  const act = async (step: () => Promise<Shown | null>) => {
    setBusy(true);
    setProblem(null);
    const outcome = await step().catch((error: unknown) => {
      setProblem(messageOf(error));
      return shown;
    });
    setShown(outcome);
    setBusy(false);
  };
  const changed = async (step: Promise<void>) => {
    await step;
    onChanged();
    return null;
  };

  const confirm = ({ wanted, preview, key }: Shown) => {
    if (!preview.needsCheckout) return changed(confirmPlan(session, accountId, wanted, { asOf: preview.asOf, key }));
    const forTeam = accountId === null ? {} : { accountId, seats: wanted.seats };
    return startPlan(session, wanted.plan, forTeam).then(() => null);
  };
  if (!choices || (name === null && choices.subscription?.status !== "ACTIVE")) return null;
  return (
    <section className="card plan-change" aria-labelledby={id}>
      <h3 id={id}>{name === null ? text("changePlan") : rich("planOf", { name: <bdi>{name}</bdi> })}</h3>
      <Problem>{problem}</Problem>
      <Pending choices={choices} disabled={busy} onTakeBack={() => act(() => changed(takeBackPlan(session, accountId)))} />
      {name !== null && <Ending choices={choices} disabled={busy} onKeep={() => act(() => changed(keepPlan(session, accountId)))} />}
      <PlanForm
        key={choices.plan.name}
        choices={choices}
        plans={fittingPlans(choices, accountId === null ? "PERSON" : "TEAM", mayGive ? others : null)}
        disabled={busy}
        taker={accountId === null && mayGive ? team : null}
        onShow={(wanted) => act(async () => ({ wanted, preview: await previewPlan(session, accountId, wanted), key: newKey() }))}
      />
      {shown !== null && (
        <PlanCost
          preview={shown.preview}
          disabled={busy}
          onConfirm={() => act(() => confirm(shown))}
          onLeave={() => setShown(null)}
        />
      )}
    </section>
  );
}

function Pending({ choices, disabled, onTakeBack }: { choices: Choices; disabled: boolean; onTakeBack: () => void }) {
  const pending = choices.subscription?.pendingChange;
  if (!pending) return null;
  const plan = withSeats(pending.plan.displayName, pending.seats);
  return (
    <>
      <p>
        {pending.at ? text("pendingOn", { plan, date: date(pending.at) }) : text("pendingAfter", { plan })}{" "}
        <button className="quiet" type="button" disabled={disabled} onClick={onTakeBack}>
          {text("takeBack")}
        </button>
      </p>
      <Paid month={pending} />
    </>
  );
}

/** When the plan of a team renews, or ends unless it is kept. The own plan has a card that tells this. */
function Ending({ choices, disabled, onKeep }: { choices: Choices; disabled: boolean; onKeep: () => void }) {
  const { subscription, plan } = choices;
  if (subscription?.status !== "ACTIVE" || subscription.currentPeriodEnd === null) return null;
  const ends = subscription.cancelAtPeriodEnd;
  return (
    <>
      <p>
        {text(ends ? "planEnds" : "planRenews", {
          plan: withSeats(plan.displayName, subscription.seats),
          date: date(subscription.currentPeriodEnd),
        })}{" "}
        {ends && (
          <button className="quiet" type="button" disabled={disabled} onClick={onKeep}>
            {text("keepSubscription")}
          </button>
        )}
      </p>
      <Paid month={subscription} />
    </>
  );
}

/** "Family with 4 seats". */
function withSeats(plan: string, seats: number | null): string {
  return seats ? text("planSeats", { plan, seats: counted("SEATS", seats) }) : plan;
}

interface FormProps {
  choices: Choices;
  plans: PlanChoice[];
  disabled: boolean;
  /** The team that gets a plan for teams. */
  taker: TeamOwner | null;
  onShow: (wanted: WantedPlan) => void;
}

function PlanForm({ choices, plans, disabled, taker, onShow }: FormProps) {
  const has = choices.subscription?.status === "ACTIVE";
  const [plan, setPlan] = useState(has ? choices.plan.name : (plans[0]?.name ?? ""));
  const [when, setWhen] = useState<ChangeTime>("NOW");
  const chosen = plans.find(({ name }) => name === plan);
  const range = chosen?.seats && chosen.seats.least < chosen.seats.most ? chosen.seats : null;
  const [chosenSeats, setSeats] = useState<number | null>(null);
  const seats = chosenSeats ?? choices.subscription?.seats ?? range?.least ?? 0;
  const show = (event: FormEvent) => {
    event.preventDefault();
    const given = taker !== null && chosen?.buyer === "TEAM" ? { teamId: taker.accountId } : {};
    onShow({ plan, seats: range === null ? null : seats, when, ...given });
  };
  return (
    <form className="filters" onSubmit={show}>
      <Choice label={text("newPlan")} value={plan} words={Object.fromEntries(plans.map(({ name, displayName }) => [name, displayName]))} onChange={setPlan} />
      {range !== null && (
        <label className="field">
          <span>{text("seats")}</span>
          <input
            type="number"
            inputMode="numeric"
            min={range.least}
            max={range.most}
            step={1}
            required
            value={Number.isNaN(seats) ? "" : seats}
            onChange={(event) => setSeats(event.target.valueAsNumber)}
          />
        </label>
      )}
      {taker !== null && chosen?.buyer === "TEAM" && (
        <p className="faint">
          {rich("teamGets", { name: <bdi>{taker.name}</bdi> })}
        </p>
      )}
      {has && <Choice label={text("when")} value={when} words={wordsFor(WHEN, (time) => text(`when${time}`))} onChange={setWhen} />}
      {chosen !== undefined && chosen.price.amount > 0 && (
        <div>
          <Reasons {...chosen} />
          <span className="faint small">
            {text(chosen.seats?.perSeat ? "aMonthSeat" : "aMonth", { price: money(chosen.price) })}
          </span>
        </div>
      )}
      <button type="submit" disabled={disabled}>
        {text("showCost")}
      </button>
    </form>
  );
}
