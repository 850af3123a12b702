import type { ModelPartsFragment } from "../generated/operations";
import { compact, dateTime, number } from "../lib/format";

interface Props {
  model: ModelPartsFragment;
  provider: string;
  onTry: ((model: string) => void) | null;
}

export function ModelRow({ model, provider, onTry }: Props) {
  return (
    <tr>
      <th scope="row">
        {model.displayName}
        <code>{model.name}</code>
      </th>
      <td data-label="Provider">{provider}</td>
      <td data-label="Cost">{costOf(model)}</td>
      <td data-label="Available to you">
        <Availability model={model} />
      </td>
      {onTry !== null && (
        <td className="end">
          <button className="quiet" type="button" onClick={() => onTry(model.name)} aria-label={`Try ${model.displayName}`}>
            Try
          </button>
        </td>
      )}
    </tr>
  );
}

function costOf({ isFree, nativeLimit, cost, rates }: ModelPartsFragment): string {
  if (nativeLimit !== null && isFree) {
    return `Free: ${compact(nativeLimit.amount)} ${nativeLimit.unit.toLowerCase()} a ${nativeLimit.period.toLowerCase()}`;
  }
  if (isFree) return "Free";
  if (rates.input !== rates.output) return `${rates.input} in, ${rates.output} out, per token`;
  return `${number(cost)} per token`;
}

function Availability({ model: { availability, nativeLimit, isFree } }: { model: ModelPartsFragment }) {
  const { reason, remaining, resetsAt } = availability;
  if (reason === "AVAILABLE") {
    const unit = isFree && nativeLimit !== null ? nativeLimit.unit.toLowerCase() : "tokens";
    return <span className="badge good">{remaining === null ? "Available" : `${compact(remaining)} ${unit} left`}</span>;
  }
  if (reason === "SIGN_IN_REQUIRED") return <span className="badge">Sign in to use</span>;
  const word = reason === "QUOTA_EXCEEDED" ? "Limit reached" : reason === "INSUFFICIENT_TOKENS" ? "Out of tokens" : "Not available";
  return (
    <>
      <span className="badge bad">{word}</span>
      {resetsAt !== null && <span className="faint small"> until {dateTime(resetsAt)}</span>}
    </>
  );
}
