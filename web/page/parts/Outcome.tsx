import type { HoldTokensMutation, RecordUseMutation } from "../generated/operations";
import { number } from "../lib/format";
import { text } from "../lib/language";
import { problemText } from "../lib/problems";
import { heldBy } from "../lib/using";
import { counted, unpricedUnits } from "../lib/words";

type Result = RecordUseMutation["recordUsage"] | HoldTokensMutation["placeHold"];
type Recorded = Extract<Result, { __typename: "UsageRecorded" }>;
type Placed = Extract<Result, { __typename: "HoldPlaced" }>;
type Refused = Exclude<Result, Recorded | Placed>;

/** The result of a use or a hold. */
export interface Told {
  key: string;
  result: Result | { news: string } | { problem: string };
}

interface Props {
  told: Told;
  /** Chooses another model. */
  onModel: (name: string) => void;
}

export function Outcome({ told: { result }, onModel }: Props) {
  if ("problem" in result) return <li className="bad">{result.problem}</li>;
  if ("news" in result) return <li>{result.news}</li>;
  if (result.__typename === "HoldPlaced") return <li>{placed(result)}</li>;
  if (result.__typename === "UsageRecorded") return <li>{summary(result)}</li>;
  return <Refusal result={result} onModel={onModel} />;
}

function summary({ usage, balance, quota }: Recorded): string {
  const units = unpricedUnits(usage.unpriced);
  const sentences = [costOf(usage, balance, quota), ...(units === null ? [] : [text("unpricedThere", { units })])];
  return sentences.join(" ");
}

function costOf({ cost, model: { displayName: model } }: Recorded["usage"], balance: Recorded["balance"], quota: Recorded["quota"]): string {
  if (cost > 0) return text("usedCost", { model, cost: counted("TOKENS", cost), left: number(balance.available) });
  return quota === null ? text("usedFree", { model }) : text("usedFreeLeft", { model, left: counted(quota.unit, quota.remaining) });
}

function placed({ hold }: Placed): string {
  return text("placed", { held: heldBy(hold), model: hold.model.displayName });
}

function reason(result: Refused): string {
  if (result.__typename !== "InsufficientTokens") return problemText(result.__typename, result.message);
  return text("insufficient", { required: counted("PREMIUM_TOKENS", result.required), available: number(result.available) });
}

function Refusal({ result, onModel }: { result: Refused; onModel: Props["onModel"] }) {
  const others = "alternatives" in result ? result.alternatives : "nearest" in result ? result.nearest : [];
  const alternatives = others.slice(0, 3);
  return (
    <li className="bad">
      {reason(result)}
      {alternatives.length > 0 && (
        <span className="alternatives">
          {text("couldUse")}
          {alternatives.map((model) => (
            <button className="quiet" type="button" key={model.name} onClick={() => onModel(model.name)}>
              {model.displayName}
              {model.isFree && <span className="badge good">{text("freeBadge")}</span>}
            </button>
          ))}
        </span>
      )}
    </li>
  );
}
