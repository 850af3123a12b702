import { type ReactNode, useId } from "react";

import { date, money, number, plural } from "../lib/format";
import { allowancesOf, type PlanPreview } from "../lib/planning";

interface Props {
  preview: PlanPreview;
  disabled: boolean;
  onConfirm: () => void;
  onLeave: () => void;
}

/** What a change costs and does to the tokens, and the last word on it. */
export function PlanCost({ preview, disabled, onConfirm, onLeave }: Props) {
  const id = useId();
  const { plan, seats, at, dueNow, credit, price, nextPaymentAt, tokens } = preview;
  const first = nextPaymentAt ? `, first on ${date(nextPaymentAt)}` : "";
  const after = nextPaymentAt || preview.needsCheckout ? `${money(price)} a month${first}` : "Nothing";
  return (
    <div className="plan-cost" role="group" aria-labelledby={id}>
      <h4 id={id}>
        {plan.displayName}
        {seats ? `, ${plural(seats, "seat")}` : ""}
      </h4>
      <dl>
        <Row term="Begins">{date(at)}</Row>
        <Row term={preview.needsCheckout ? "Charged at the checkout" : "Charged now"}>{money(dueNow)}</Row>
        {credit.amount > 0 && <Row term="Credit for the next invoices">{money(credit)}</Row>}
        <Row term="After that">{after}</Row>
        <Row term="Allowance">
          {allowancesOf(tokens.before)} → {allowancesOf(tokens.after)}
        </Row>
        {tokens.lapses > 0 && <Row term="Lapses now">{number(tokens.lapses)} tokens</Row>}
        {tokens.gains > 0 && <Row term="There now">{number(tokens.gains)} tokens</Row>}
        <Row term="Tokens after that">{number(tokens.available)}</Row>
      </dl>
      <p className="plan-buttons">
        <button className="main" type="button" disabled={disabled} onClick={onConfirm}>
          {preview.needsCheckout ? "Go to the checkout" : "Confirm the change"}
        </button>
        <button className="quiet" type="button" disabled={disabled} onClick={onLeave}>
          Leave it
        </button>
      </p>
    </div>
  );
}

function Row({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd>{children}</dd>
    </div>
  );
}
