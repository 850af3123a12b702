import type { ServiceTier, UsageUnit } from "../generated/operations";
import type { Tokens } from "../lib/using";
import { TIERS, UNITS } from "../lib/words";
import { TokenField } from "./TokenField";

interface Props {
  tokens: Tokens;
  onChange: (tokens: Tokens) => void;
}

/** What few uses have: a tier of service, and things beside plain tokens. */
export function Beyond({ tokens, onChange }: Props) {
  return (
    <details className="more">
      <summary>Tier and other units</summary>
      <div className="triple">
        <label className="field">
          <span>Tier of service</span>
          <select value={tokens.tier} onChange={(event) => onChange({ ...tokens, tier: event.target.value as ServiceTier })}>
            {Object.entries(TIERS).map(([tier, name]) => (
              <option key={tier} value={tier}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <label className="field">
          <span>Other unit</span>
          <select value={tokens.unit} onChange={(event) => onChange({ ...tokens, unit: event.target.value as UsageUnit })}>
            {Object.entries(UNITS).map(([unit, [, many]]) => (
              <option key={unit} value={unit}>
                {many}
              </option>
            ))}
          </select>
        </label>
        <TokenField label="How many" value={tokens.quantity} onChange={(quantity) => onChange({ ...tokens, quantity })} />
      </div>
    </details>
  );
}
