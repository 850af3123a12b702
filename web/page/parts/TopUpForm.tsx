import { type FormEvent, useState } from "react";

import { text } from "../lib/language";
import type { Owner } from "../lib/owners";
import { offerOf, type readTopUp, type TopUp, type WantedTopUp } from "../lib/topping";
import { Choice } from "./Choice";
import { TokenField } from "./TokenField";

const MOST_PER_MONTH = 100;
const FIRST = { below: 20_000, maxPerMonth: 3 };

interface Props {
  owner: Owner;
  /** The top-up that is set: its values are proposed again. */
  topUp: TopUp | null;
  packs: Awaited<ReturnType<typeof readTopUp>>["packs"];
  disabled: boolean;
  onSet: (wanted: WantedTopUp) => void;
}

/** Sets the top-up, or starts a stopped one again. */
export function TopUpForm({ owner, topUp, packs, disabled, onSet }: Props) {
  const [wanted, setWanted] = useState<WantedTopUp>(() => ({
    pack: topUp?.pack?.name ?? packs[0]?.name ?? "",
    below: topUp?.below ?? FIRST.below,
    maxPerMonth: topUp?.maxPerMonth ?? FIRST.maxPerMonth,
  }));
  const change = (part: Partial<WantedTopUp>) => setWanted((before) => ({ ...before, ...part }));
  const set = (event: FormEvent) => {
    event.preventDefault();
    onSet(wanted);
  };
  const { maxPerMonth } = wanted;
  return (
    <form className="filters" aria-label={owner.name === null ? text("setTheTopUp") : text("setTopUpOf", { name: owner.name })} onSubmit={set}>
      <Choice
        label={text("packToBuy")}
        value={wanted.pack}
        words={Object.fromEntries(packs.map((pack) => [pack.name, offerOf(pack)]))}
        onChange={(pack) => change({ pack })}
      />
      <TokenField label={text("whenFewer")} value={wanted.below} onChange={(below) => change({ below })} />
      <label className="field">
        <span>{text("mostPurchases")}</span>
        <input
          type="number"
          inputMode="numeric"
          min={1}
          max={MOST_PER_MONTH}
          step={1}
          required
          value={Number.isNaN(maxPerMonth) ? "" : maxPerMonth}
          onChange={(event) => change({ maxPerMonth: event.target.valueAsNumber })}
        />
      </label>
      <button type="submit" disabled={disabled}>
        {text("setTopUp")}
      </button>
    </form>
  );
}
