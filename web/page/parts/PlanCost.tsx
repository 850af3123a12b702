import { type ReactNode, useId } from "react";

import { date, money, number } from "../lib/format";
import { text } from "../lib/language";
import { allowancesOf, type PlanPreview } from "../lib/planning";
import { counted } from "../lib/words";
import { Paid } from "./Paid";

interface Props {
  preview: PlanPreview;
  disabled: boolean;
  onConfirm: () => void;
  onLeave: () => void;
}

/** What a change costs and does to the tokens, and the last word on it. */
export function PlanCost({ preview, disabled, onConfirm, onLeave }: Props) {
  const id = useId();
  const { plan, seats, at, dueNow, credit, tokens } = preview;
  return (
    <div className="plan-cost" role="group" aria-labelledby={id}>
      <h4 id={id}>
        {seats ? text("planWithSeats", { plan: plan.displayName, seats: counted("SEATS", seats) }) : plan.displayName}
      </h4>
      <dl>
        <Row term={text("costBegins")}>{date(at)}</Row>
        <Row term={text(preview.needsCheckout ? "costCheckout" : "costNow")}>{money(dueNow)}</Row>
        {credit.amount > 0 && <Row term={text("costCredit")}>{money(credit)}</Row>}
        <Row term={text("costAfter")}>
          {later(preview)}
          {lasts(preview) && <Paid month={preview} />}
        </Row>
        <Row term={text("costAllowance")}>
          {text("fromTo", { before: allowancesOf(tokens.before), after: allowancesOf(tokens.after) })}
        </Row>
        {tokens.lapses > 0 && <Row term={text("costLapses")}>{counted("TOKENS", tokens.lapses)}</Row>}
        {tokens.gains > 0 && <Row term={text("costGains")}>{counted("TOKENS", tokens.gains)}</Row>}
        <Row term={text("costTokens")}>{number(tokens.available)}</Row>
      </dl>
      <p className="plan-buttons">
        <button className="main" type="button" disabled={disabled} onClick={onConfirm}>
          {text(preview.needsCheckout ? "goToCheckout" : "confirmChange")}
        </button>
        <button className="quiet" type="button" disabled={disabled} onClick={onLeave}>
          {text("leaveIt")}
        </button>
      </p>
    </div>
  );
}

/** Whether the next months have a discount. */
function lasts({ discounts, nextPaymentAt, discountedUntil, needsCheckout }: PlanPreview): boolean {
  if (discounts.length === 0 || (nextPaymentAt === null && !needsCheckout)) return false;
  return discountedUntil === null || nextPaymentAt === null || discountedUntil > nextPaymentAt;
}

/** What is charged after the first payment. */
function later(preview: PlanPreview): string {
  const { listPrice, nextPaymentAt, needsCheckout } = preview;
  const price = lasts(preview) ? preview.price : listPrice;
  if (nextPaymentAt) return text("aMonthFirst", { price: money(price), date: date(nextPaymentAt) });
  return needsCheckout ? text("aMonth", { price: money(price) }) : text("costNothing");
}

function Row({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd>{children}</dd>
    </div>
  );
}
