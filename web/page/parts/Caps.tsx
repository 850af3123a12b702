import { type FormEvent, useCallback, useState } from "react";

import type { CapScope, QuotaPeriod } from "../generated/operations";
import { removeCap, setCap, type SpendCap, spendCaps, titleOf, usedOf, type WantedCap } from "../lib/capping";
import { dateTime } from "../lib/format";
import { messageOf, useLoaded } from "../lib/hooks";
import type { Session } from "../lib/session";
import { Choice } from "./Choice";
import { ModelPicker } from "./ModelPicker";
import { TokenField } from "./TokenField";

const SCOPES: Record<CapScope, string> = { ACCOUNT: "The whole account", MODEL: "One model", API_KEY: "One API key", MEMBER: "One member" };
const PERIODS: Record<QuotaPeriod, string> = { DAY: "A day (UTC)", MONTH: "A month" };
const FIRST: WantedCap = { scope: "ACCOUNT", model: "", apiKeyId: "", tokens: 5_000, period: "DAY" };

/** The spend caps: what each has counted, and the ways to set and remove one. */
export function Caps({ session, revision }: { session: Session; revision: number | null }) {
  const read = useCallback(() => spendCaps(session), [session]);
  const [changes, setChanges] = useState(0);
  const { data, error } = useLoaded(read, `${revision} ${changes}`);
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const act = async (change: Promise<void>) => {
    setBusy(true);
    setProblem(null);
    await change.catch((failed: unknown) => setProblem(messageOf(failed)));
    setBusy(false);
    setChanges((before) => before + 1);
  };
  const told = problem ?? error;
  return (
    <section id="caps" className="section" aria-labelledby="caps-title">
      <h2 id="caps-title">Spend caps</h2>
      <p className="faint">A cap limits how many premium tokens are spent in a day or month. It counts from the moment it is set. Free models always work.</p>
      {told !== null && (
        <p className="notice bad" role="alert">
          {told}
        </p>
      )}
      {data !== null && data.length > 0 && (
        <ul className="caps">
          {data.map((cap) => (
            <CapRow key={titleOf(cap)} cap={cap} disabled={busy} onRemove={() => act(removeCap(session, cap))} />
          ))}
        </ul>
      )}
      <CapForm disabled={busy} onSet={(wanted) => act(setCap(session, wanted))} />
    </section>
  );
}

function CapRow({ cap, disabled, onRemove }: { cap: SpendCap; disabled: boolean; onRemove: () => void }) {
  const title = titleOf(cap);
  return (
    <li className="card">
      <p>
        <strong>
          <bdi>{title}</bdi>
        </strong>
        {cap.remaining === 0 && <span className="badge bad">reached</span>}
      </p>
      <progress aria-label={title} aria-valuetext={usedOf(cap)} value={cap.tokens === 0 ? 1 : (cap.tokens - cap.remaining) / cap.tokens} />
      <p className="faint small">
        {usedOf(cap)}; starts again {dateTime(cap.resetsAt)}
      </p>
      <button className="quiet" type="button" disabled={disabled} onClick={onRemove}>
        Remove <span className="unseen">the cap: {title}</span>
      </button>
    </li>
  );
}

function CapForm({ disabled, onSet }: { disabled: boolean; onSet: (wanted: WantedCap) => void }) {
  const [wanted, setWanted] = useState(FIRST);
  const change = (part: Partial<WantedCap>) => setWanted((before) => ({ ...before, ...part }));
  const set = (event: FormEvent) => {
    event.preventDefault();
    onSet(wanted);
  };
  return (
    <form className="filters" aria-label="Set a spend cap" onSubmit={set}>
      <Choice label="Cap for" value={wanted.scope} words={SCOPES} onChange={(scope) => change({ scope })} />
      {wanted.scope === "MODEL" && (
        <label className="field">
          <span>Capped model</span>
          <ModelPicker id="cap-model" value={wanted.model} onChange={(model) => change({ model })} placeholder="gpt-4o" />
        </label>
      )}
      {wanted.scope === "API_KEY" && (
        <label className="field">
          <span>Id of the API key</span>
          <input
            type="text"
            required
            maxLength={100}
            autoComplete="off"
            spellCheck={false}
            value={wanted.apiKeyId}
            onChange={(event) => change({ apiKeyId: event.target.value })}
          />
        </label>
      )}
      <TokenField label="Tokens" value={wanted.tokens} onChange={(tokens) => change({ tokens })} />
      <Choice label="Period" value={wanted.period} words={PERIODS} onChange={(period) => change({ period })} />
      <button type="submit" disabled={disabled}>
        Set cap
      </button>
    </form>
  );
}
