import type { InsightsQuery } from "../generated/operations";
import { money } from "../lib/format";

export type Insight = NonNullable<InsightsQuery["account"]>;
type Suggestion = Insight["suggestions"][number];

interface Props {
  suggestions: readonly Suggestion[];
  onTry: (model: string) => void;
}

/** Better choices, each with its reason and a link. */
export function Suggestions({ suggestions, onTry }: Props) {
  if (suggestions.length === 0) return <p className="empty">No better choice was found.</p>;
  return (
    <ul className="ranked">
      {suggestions.map((one) => (
        <li key={`${one.kind} ${nameOf(one)}`}>
          <span className="grow">
            <strong>
              {nameOf(one)} {one.cost !== null && <span className="badge">{money(one.cost)}</span>}
              {one.model?.isFree && <span className="badge good">free</span>}{" "}
              {one.savesMoney !== null && one.savesMoney.amount > 0 && <span className="badge good">saves {money(one.savesMoney)}</span>}
            </strong>
            <span className="faint">{one.reason}</span>
          </span>
          {one.model === null ? <a href="#shop">See it</a> : <Try model={one.model} onTry={onTry} />}
        </li>
      ))}
    </ul>
  );
}

function Try({ model, onTry }: { model: NonNullable<Suggestion["model"]>; onTry: Props["onTry"] }) {
  return (
    <button className="quiet" type="button" onClick={() => onTry(model.name)} aria-label={`Try ${model.displayName}, as suggested`}>
      Try
    </button>
  );
}

function nameOf({ kind, model, plan, packs }: Suggestion): string {
  const sold = packs.map(({ quantity, pack }) => (quantity === 1 ? pack.displayName : `${quantity} × ${pack.displayName}`));
  if (plan !== null && (kind !== "PACKS" || sold.length === 0)) sold.unshift(plan.displayName);
  return model?.displayName ?? sold.join(" + ");
}
