import { type FormEvent, useState } from "react";
import type { TopUp, WantedTopUp } from "../client/topUps";
import type { Pack } from "../client/types";
import { useLanguage } from "../i18n/context";
import type { Key } from "../i18n/catalogs";

const FIRST = { below: 20_000, maxPerMonth: 3 };
const MOST_PER_MONTH = 100;

interface TopUpFormProps {
  topUp: TopUp | null;
  packs: readonly Pack[];
  busy: boolean;
  onSet: (wanted: WantedTopUp) => void;
}

/** Sets the top-up, or starts a stopped one again. */
export function TopUpForm({ topUp, packs, busy, onSet }: TopUpFormProps) {
  const { formats, text } = useLanguage();
  const [pack, setPack] = useState(topUp?.pack?.name ?? packs[0]?.name ?? "");
  const [below, setBelow] = useState(topUp?.below ?? FIRST.below);
  const [maxPerMonth, setMost] = useState(topUp?.maxPerMonth ?? FIRST.maxPerMonth);
  const send = (event: FormEvent) => {
    event.preventDefault();
    onSet({ pack, below, maxPerMonth });
  };
  return (
    <form className="yb-form" onSubmit={send}>
      <label>
        <span>{text("topUpPack")}</span>
        <select className="yb-search" value={pack} onChange={(event) => setPack(event.target.value)}>
          {packs.map(({ name, displayName, tokens, price }) => (
            <option key={name} value={name}>
              {text("topUpOffer", {
                pack: displayName,
                tokens: text("packTokens", { tokens: formats.compact(tokens), n: tokens }),
                price: formats.money(price.amount, price.currency),
              })}
            </option>
          ))}
        </select>
      </label>
      <Count label="topUpBelow" value={below} max={Number.MAX_SAFE_INTEGER} onChange={setBelow} />
      <Count label="topUpMost" value={maxPerMonth} max={MOST_PER_MONTH} onChange={setMost} />
      <button type="submit" className="yb-button yb-primary" disabled={busy}>
        {text("topUpSet")}
      </button>
    </form>
  );
}

interface CountProps {
  label: Key;
  value: number;
  max: number;
  onChange: (value: number) => void;
}

function Count({ label, value, max, onChange }: CountProps) {
  const { text } = useLanguage();
  return (
    <label>
      <span>{text(label)}</span>
      <input
        className="yb-search"
        type="number"
        min={1}
        max={max}
        required
        value={Number.isNaN(value) ? "" : value}
        onChange={(event) => onChange(event.target.valueAsNumber)}
      />
    </label>
  );
}
