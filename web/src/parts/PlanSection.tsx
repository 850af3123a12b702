import type { Account, Overview, Pack, Plan } from "../client/types";
import { useLanguage } from "../i18n/context";
import { Section } from "./Section";
import { useCheckout } from "./useCheckout";

export interface Payments {
  onUpgrade: (plan: Plan) => void | Promise<void>;
  onBuy: (pack: Pack) => void | Promise<void>;
}

/** The plan, and the packs and plans on offer. */
export function PlanSection({ overview, payments }: { overview: Overview; payments: Payments }) {
  const { text } = useLanguage();
  const checkout = useCheckout();
  const { plan, subscription } = overview.account;
  const better = overview.plans.filter(
    (other) =>
      other.buyer === plan.buyer &&
      other.name !== plan.name &&
      other.price.amount > plan.price.amount,
  );
  return (
    <Section name="plan" title={text("plan")} aside={plan.price.amount > 0 && <Price plan={plan} />}>
      <PlanFacts plan={plan} />
      <SubscriptionFacts subscription={subscription} />
      {better.map((other) => (
        <button
          key={other.name}
          type="button"
          className="yb-button yb-primary"
          disabled={checkout.busy}
          onClick={() => checkout.run(() => payments.onUpgrade(other))}
        >
          {text("upgrade", { plan: other.displayName })} · <Price plan={other} />
        </button>
      ))}
      <Packs
        packs={overview.packs}
        busy={checkout.busy}
        onBuy={(pack) => checkout.run(() => payments.onBuy(pack))}
      />
      <p className="yb-checkout" role="status">
        {checkout.message}
      </p>
    </Section>
  );
}

function Price({ plan }: { plan: Plan }) {
  const { formats, text } = useLanguage();
  const price = formats.money(plan.price.amount, plan.price.currency);
  return <span className="yb-price">{text("pricePerMonth", { price })}</span>;
}

function PlanFacts({ plan }: { plan: Plan }) {
  const { formats, text } = useLanguage();
  const allowances = plan.allowances.map(({ tokens, period }) =>
    text(`allowance${period}`, { tokens: formats.number(tokens), n: tokens }),
  );
  return (
    <>
      <p className="yb-plan-name">{plan.displayName}</p>
      <ul className="yb-facts">
        {[...allowances, ...plan.benefits].map((fact) => (
          <li key={fact}>{fact}</li>
        ))}
      </ul>
    </>
  );
}

function SubscriptionFacts({ subscription }: Pick<Account, "subscription">) {
  const { formats, text } = useLanguage();
  if (!subscription) return null;
  const { status, graceUntil, currentPeriodEnd, cancelAtPeriodEnd } = subscription;
  if (status === "PAUSED") return <p className="yb-warn">{text("paused")}</p>;
  if (status === "UNPAID") return <p className="yb-warn">{text("unpaid")}</p>;
  if (status === "PAST_DUE" && graceUntil)
    return <p className="yb-warn">{text("graceUntil", { date: formats.date(graceUntil) })}</p>;
  if (status !== "ACTIVE" || !currentPeriodEnd) return null;
  return <p className="yb-quiet">{text(cancelAtPeriodEnd ? "endsOn" : "renewsOn", { date: formats.date(currentPeriodEnd) })}</p>;
}

interface PacksProps {
  packs: readonly Pack[];
  busy: boolean;
  onBuy: (pack: Pack) => void;
}

function Packs({ packs, busy, onBuy }: PacksProps) {
  const { formats, text } = useLanguage();
  if (packs.length === 0) return null;
  return (
    <>
      <h4>{text("packs")}</h4>
      <ul className="yb-list yb-packs">
        {packs.map((pack) => {
          const price = formats.money(pack.price.amount, pack.price.currency);
          return (
            <li key={pack.name} className="yb-pack">
              <span className="yb-name">{pack.displayName}</span>
              <span className="yb-quiet">
                {text("packTokens", { tokens: formats.compact(pack.tokens), n: pack.tokens })}
              </span>
              <button
                type="button"
                className="yb-button"
                disabled={busy}
                onClick={() => onBuy(pack)}
              >
                {text("buy", { price })} <span className="yb-hidden">{pack.displayName}</span>
              </button>
            </li>
          );
        })}
      </ul>
    </>
  );
}
