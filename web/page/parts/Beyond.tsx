import type { ServiceTier, UsageUnit } from "../generated/operations";
import { text } from "../lib/language";
import type { Tokens } from "../lib/using";
import { TIERS, tierWord, UNITS, unitWord } from "../lib/words";
import { TokenField } from "./TokenField";

interface Props {
  tokens: Tokens;
  onChange: (tokens: Tokens) => void;
}

/** What few uses have: a tier of service, and things beside plain tokens. */
export function Beyond({ tokens, onChange }: Props) {
  return (
    <details className="more">
      <summary>{text("tierAndUnits")}</summary>
      <div className="triple">
        <label className="field">
          <span>{text("serviceTier")}</span>
          <select value={tokens.tier} onChange={(event) => onChange({ ...tokens, tier: event.target.value as ServiceTier })}>
            {TIERS.map((tier) => (
              <option key={tier} value={tier}>
                {tierWord(tier)}
              </option>
            ))}
          </select>
        </label>
        <label className="field">
          <span>{text("otherUnit")}</span>
          <select value={tokens.unit} onChange={(event) => onChange({ ...tokens, unit: event.target.value as UsageUnit })}>
            {UNITS.map((unit) => (
              <option key={unit} value={unit}>
                {unitWord(unit)}
              </option>
            ))}
          </select>
        </label>
        <TokenField label={text("howMany")} value={tokens.quantity} onChange={(quantity) => onChange({ ...tokens, quantity })} />
      </div>
    </details>
  );
}
