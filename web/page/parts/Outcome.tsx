import type { HoldTokensMutation, RecordUseMutation } from "../generated/operations";
import { number, plural } from "../lib/format";
import { heldBy } from "../lib/using";
import { unpriced } from "../lib/words";

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
  const left = quota === null ? "" : `, ${plural(quota.remaining, quota.unit.slice(0, -1).toLowerCase())} left`;
  const without = unpriced(usage.unpriced);
  const more = without === null ? "" : ` There was ${without}.`;
  return usage.cost === 0
    ? `${usage.model.displayName} was free${left}.${more}`
    : `${usage.model.displayName} cost ${plural(usage.cost, "token")}; ${number(balance.available)} left.${more}`;
}

function placed({ hold }: Placed): string {
  return `${heldBy(hold)} reserved for ${hold.model.displayName}. Settle it with what was used, or release it.`;
}

function reason(result: Refused): string {
  if (result.__typename !== "InsufficientTokens") return result.message;
  return `This takes ${plural(result.required, "premium token")}, and ${number(result.available)} are available.`;
}

function Refusal({ result, onModel }: { result: Refused; onModel: Props["onModel"] }) {
  const others = "alternatives" in result ? result.alternatives : "nearest" in result ? result.nearest : [];
  const alternatives = others.slice(0, 3);
  return (
    <li className="bad">
      {reason(result)}
      {alternatives.length > 0 && (
        <span className="alternatives">
          You could use:
          {alternatives.map((model) => (
            <button className="quiet" type="button" key={model.name} onClick={() => onModel(model.name)}>
              {model.displayName}
              {model.isFree && <span className="badge good">free</span>}
            </button>
          ))}
        </span>
      )}
    </li>
  );
}
