import type { RecordUseMutation } from "../generated/operations";
import { number, plural } from "../lib/format";

type Result = RecordUseMutation["recordUsage"];
type Recorded = Extract<Result, { __typename: "UsageRecorded" }>;
type Refused = Exclude<Result, Recorded>;

/** What became of a use. */
export interface Told {
  key: string;
  result: Result | { problem: string };
}

interface Props {
  told: Told;
  /** Chooses another model. */
  onModel: (name: string) => void;
}

export function Outcome({ told: { result }, onModel }: Props) {
  if ("problem" in result) return <li className="bad">{result.problem}</li>;
  if (result.__typename === "UsageRecorded") return <li>{summary(result)}</li>;
  return <Refusal result={result} onModel={onModel} />;
}

function summary({ usage, balance, quota }: Recorded): string {
  const left = quota === null ? "" : `, ${plural(quota.remaining, quota.unit.slice(0, -1).toLowerCase())} left`;
  return usage.cost === 0
    ? `${usage.model.displayName} was free${left}.`
    : `${usage.model.displayName} took ${plural(usage.cost, "token")}; ${number(balance.available)} left.`;
}

function reason(result: Refused): string {
  if (result.__typename !== "InsufficientTokens") return result.message;
  return `This takes ${plural(result.required, "premium token")}, and ${number(result.available)} are there.`;
}

function Refusal({ result, onModel }: { result: Refused; onModel: Props["onModel"] }) {
  const alternatives = "alternatives" in result ? result.alternatives.slice(0, 3) : [];
  return (
    <li className="bad">
      {reason(result)}
      {alternatives.length > 0 && (
        <span className="alternatives">
          These would do:
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
