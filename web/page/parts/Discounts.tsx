import { type FormEvent, useCallback, useId, useState } from "react";

import { type Askable, applyCode, endOf, offOf, type OwnProgramme, readDiscounts, requestProgramme } from "../lib/discounting";
import { messageOf, useLoaded } from "../lib/hooks";
import type { Owner } from "../lib/owners";
import type { Session } from "../lib/session";

interface Props {
  session: Session;
  owner: Owner;
  onChanged: () => void;
}

/** The programmes that lower an account's prices, and the ways to get one. */
export function Discounts({ session, owner, onChanged }: Props) {
  const id = useId();
  const { accountId, name } = owner;
  const whose = name === null ? "" : ` for ${name}`;
  const read = useCallback(() => readDiscounts(session, accountId), [session, accountId]);
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
    <section className="discounts" aria-labelledby={id}>
      <h3 id={id}>
        Discounts {name !== null && <span className="unseen">of {name}</span>}
      </h3>
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
      <CodeForm whose={whose} disabled={busy} onCode={(code) => act(applyCode(session, accountId, code))} />
      {data?.programmes.map((one) => (
        <ProofForm key={one.name} whose={whose} programme={one} disabled={busy} onProof={(proof) => act(requestProgramme(session, accountId, one.name, proof))} />
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

function CodeForm({ whose, disabled, onCode }: { whose: string; disabled: boolean; onCode: (code: string) => void }) {
  const [code, setCode] = useState("");
  const send = (event: FormEvent) => {
    event.preventDefault();
    onCode(code);
  };
  return (
    <form className="filters" aria-label={`Use a code${whose}`} onSubmit={send}>
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
  whose: string;
  programme: Askable;
  disabled: boolean;
  onProof: (proof: string) => void;
}

function ProofForm({ whose, programme, disabled, onProof }: ProofProps) {
  const [proof, setProof] = useState("");
  const send = (event: FormEvent) => {
    event.preventDefault();
    onProof(proof);
  };
  const title = `${programme.displayName}: ${offOf(programme)}`;
  return (
    <details>
      <summary>{title}</summary>
      <form className="filters" aria-label={`Ask for ${programme.displayName}${whose}`} onSubmit={send}>
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
