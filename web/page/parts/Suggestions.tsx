import type { InsightsQuery } from "../generated/operations";
import { money, number } from "../lib/format";
import { text } from "../lib/language";
import { fromService } from "../lib/problems";
import { counted } from "../lib/words";

export type Insight = NonNullable<InsightsQuery["account"]>;
type Suggestion = Insight["suggestions"][number];

interface Props {
  suggestions: readonly Suggestion[];
  onTry: (model: string) => void;
}

/** Better choices, each with its reason and a link. */
export function Suggestions({ suggestions, onTry }: Props) {
  if (suggestions.length === 0) return <p className="empty">{text("noSuggestion")}</p>;
  return (
    <ul className="ranked">
      {suggestions.map((one) => (
        <li key={`${one.kind} ${nameOf(one)}`}>
          <span className="grow">
            <strong>
              {nameOf(one)} {one.cost !== null && <span className="badge">{money(one.cost)}</span>}
              {one.model?.isFree && <span className="badge good">{text("freeBadge")}</span>}{" "}
              {one.savesMoney !== null && one.savesMoney.amount > 0 && <span className="badge good">{text("saves", { money: money(one.savesMoney) })}</span>}
            </strong>
            <span className="faint">{reasonOf(one)}</span>
          </span>
          {one.model === null ? <a href="#shop">{text("seeIt")}</a> : <Try model={one.model} onTry={onTry} />}
        </li>
      ))}
    </ul>
  );
}

function Try({ model, onTry }: { model: NonNullable<Suggestion["model"]>; onTry: Props["onTry"] }) {
  return (
    <button className="quiet" type="button" onClick={() => onTry(model.name)} aria-label={text("trySuggested", { model: model.displayName })}>
      {text("try")}
    </button>
  );
}

/** Why it is better: with figures in English, in the words of the catalog otherwise. */
function reasonOf({ kind, reason, savesTokens }: Suggestion): string {
  return fromService(reason, () => text(`suggest${kind}`, { tokens: counted("PREMIUM_TOKENS", savesTokens ?? 0) }));
}

function nameOf({ kind, model, plan, packs }: Suggestion): string {
  const sold = packs.map(({ quantity, pack }) => (quantity === 1 ? pack.displayName : `${number(quantity)} × ${pack.displayName}`));
  if (plan !== null && (kind !== "PACKS" || sold.length === 0)) sold.unshift(plan.displayName);
  return model?.displayName ?? sold.join(" + ");
}
