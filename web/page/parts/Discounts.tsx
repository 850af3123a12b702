import { type FormEvent, useCallback, useState } from "react";

import { type Askable, applyCode, endOf, offOf, type OwnProgramme, readDiscounts, requestProgramme } from "../lib/discounting";
import { messageOf, useLoaded } from "../lib/hooks";
import type { Session } from "../lib/session";

interface Props {
  session: Session;
  onChanged: () => void;
}

/** The programmes that lower the account's prices, and the ways to get one. */
export function Discounts({ session, onChanged }: Props) {
  const read = useCallback(() => readDiscounts(session), [session]);
  const [changes, setChanges] = useState(0);
  const { data } = useLoaded(read, changes);
  const [told, setTold] = useState<{ bad: boolean; text: string } | null>(null);
  const [busy, setBusy] = useState(false);
  const act = async (change: Promise<string>) => {
    setBusy(true);
    setTold(null);
    const outcome = await change.then(
      (text) => ({ bad: false, text }),
      (failed: unknown) => ({ bad: true, text: messageOf(failed) }),
    );
    setTold(outcome);
    setBusy(false);
    setChanges((before) => before + 1);
    onChanged();
  };
  return (
    <section className="discounts" aria-labelledby="discounts-title">
      <h3 id="discounts-title">Discounts</h3>
      {told !== null && (
        <p className={told.bad ? "notice bad" : "notice"} role={told.bad ? "alert" : "status"}>
          {told.text}
        </p>
      )}
      {data?.account && data.account.programmes.length > 0 && (
        <ul className="caps">
          {data.account.programmes.map((one) => (
            <Own key={one.programme.name} own={one} />
          ))}
        </ul>
      )}
      <CodeForm disabled={busy} onCode={(code) => act(applyCode(session, code))} />
      {data?.programmes.map((one) => (
        <ProofForm key={one.name} programme={one} disabled={busy} onProof={(proof) => act(requestProgramme(session, one.name, proof))} />
      ))}
    </section>
  );
}

function Own({ own }: { own: OwnProgramme }) {
  return (
    <li className="card">
      <p>
        <strong>{own.programme.displayName}</strong>
        {!own.isActive && <span className="badge">ended</span>}
      </p>
      <p className="faint small">
        {offOf(own.programme)}, {endOf(own)}
      </p>
    </li>
  );
}

function CodeForm({ disabled, onCode }: { disabled: boolean; onCode: (code: string) => void }) {
  const [code, setCode] = useState("");
  const send = (event: FormEvent) => {
    event.preventDefault();
    onCode(code);
  };
  return (
    <form className="filters" aria-label="Use a code" onSubmit={send}>
      <label className="field">
        <span>Code of a partner</span>
        <input
          type="text"
          required
          maxLength={64}
          autoComplete="off"
          spellCheck={false}
          value={code}
          onChange={(event) => setCode(event.target.value)}
        />
      </label>
      <button type="submit" disabled={disabled}>
        Use code
      </button>
    </form>
  );
}

interface ProofProps {
  programme: Askable;
  disabled: boolean;
  onProof: (proof: string) => void;
}

function ProofForm({ programme, disabled, onProof }: ProofProps) {
  const [proof, setProof] = useState("");
  const send = (event: FormEvent) => {
    event.preventDefault();
    onProof(proof);
  };
  const title = `${programme.displayName}: ${offOf(programme)}`;
  return (
    <details>
      <summary>{title}</summary>
      <form className="filters" aria-label={`Ask for ${programme.displayName}`} onSubmit={send}>
        <p className="faint small">
          {programme.description}. We need: {programme.proof}.
        </p>
        <label className="field grow">
          <span>Your proof, as text or address</span>
          <input type="text" required maxLength={1000} value={proof} onChange={(event) => setProof(event.target.value)} />
        </label>
        <button type="submit" disabled={disabled}>
          Ask for it
        </button>
      </form>
    </details>
  );
}
