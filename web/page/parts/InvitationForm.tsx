import { type FormEvent, useState } from "react";

import { text } from "../lib/language";
import type { GivenRole, WantedInvitation } from "../lib/teaming";
import { wordsFor } from "../lib/words";
import { Choice } from "./Choice";
import { LimitFields } from "./LimitFields";

const MOST_DAYS = 90;
const GIVEN: readonly GivenRole[] = ["MEMBER", "ADMIN"];
const FIRST: WantedInvitation = { role: "MEMBER", limit: null, days: 7, address: "" };

interface Props {
  mayMakeAdmins: boolean;
  disabled: boolean;
  onInvite: (wanted: WantedInvitation) => void;
}

/** Makes an invitation: for whom, with which limit, and for how long. */
export function InvitationForm({ mayMakeAdmins, disabled, onInvite }: Props) {
  const [wanted, setWanted] = useState(FIRST);
  const change = (part: Partial<WantedInvitation>) => setWanted((before) => ({ ...before, ...part }));
  const send = (event: FormEvent) => {
    event.preventDefault();
    onInvite(wanted);
  };
  const { role, limit, days, address } = wanted;
  return (
    <form className="filters" aria-label={text("invite")} onSubmit={send}>
      {mayMakeAdmins && (
        <Choice
          label={text("invite")}
          value={role}
          words={wordsFor(GIVEN, (given) => text(`invite${given}`))}
          onChange={(given) => change({ role: given })}
        />
      )}
      <Choice
        label={text("withLimit")}
        value={limit === null ? "NO" : "YES"}
        words={{ NO: text("no"), YES: text("yes") }}
        onChange={(answer) => change({ limit: answer === "YES" ? { tokens: 5_000, period: "DAY" } : null })}
      />
      {limit !== null && <LimitFields limit={limit} onChange={(given) => change({ limit: given })} />}
      <label className="field">
        <span>{text("daysItWorks")}</span>
        <input
          type="number"
          inputMode="numeric"
          min={1}
          max={MOST_DAYS}
          step={1}
          required
          value={Number.isNaN(days) ? "" : days}
          onChange={(event) => change({ days: event.target.valueAsNumber })}
        />
      </label>
      <label className="field grow">
        <span>{text("onlyAddress")}</span>
        <input type="email" autoComplete="off" maxLength={254} value={address} onChange={(event) => change({ address: event.target.value })} />
      </label>
      <button type="submit" disabled={disabled}>
        {text("makeInvitation")}
      </button>
    </form>
  );
}
