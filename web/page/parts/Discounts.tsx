import { type FormEvent, useCallback, useId, useState } from "react";

import { type Askable, applyCode, endOf, offOf, type OwnProgramme, readDiscounts, requestProgramme } from "../lib/discounting";
import { messageOf, useLoaded } from "../lib/hooks";
import { text } from "../lib/language";
import type { Owner } from "../lib/owners";
import type { Session } from "../lib/session";
import { listed } from "../lib/words";

interface Props {
  session: Session;
  owner: Owner;
  onChanged: () => void;
}

/** The programmes that lower an account's prices, and the ways to get one. */
export function Discounts({ session, owner, onChanged }: Props) {
  const id = useId();
  const { accountId, name } = owner;
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
        {text("discounts")} {name !== null && <span className="unseen">{text("ofName", { name })}</span>}
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
      <CodeForm name={name} disabled={busy} onCode={(code) => act(applyCode(session, accountId, code))} />
      {data?.programmes.map((one) => (
        <ProofForm key={one.name} name={name} programme={one} disabled={busy} onProof={(proof) => act(requestProgramme(session, accountId, one.name, proof))} />
      ))}
    </section>
  );
}

function Own({ own }: { own: OwnProgramme }) {
  return (
    <li className="card">
      <p>
        <strong>{own.programme.displayName}</strong>
        {!own.isActive && <span className="badge">{text("ended")}</span>}
      </p>
      <p className="faint small">
        {listed([offOf(own.programme), endOf(own)])}
      </p>
    </li>
  );
}

function CodeForm({ name, disabled, onCode }: { name: string | null; disabled: boolean; onCode: (code: string) => void }) {
  const [code, setCode] = useState("");
  const send = (event: FormEvent) => {
    event.preventDefault();
    onCode(code);
  };
  return (
    <form className="filters" aria-label={name === null ? text("useACode") : text("useACodeFor", { name })} onSubmit={send}>
      <label className="field">
        <span>{text("partnerCode")}</span>
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
        {text("useCode")}
      </button>
    </form>
  );
}

interface ProofProps {
  /** The team that gets it; null for the user. */
  name: string | null;
  programme: Askable;
  disabled: boolean;
  onProof: (proof: string) => void;
}

function ProofForm({ name, programme, disabled, onProof }: ProofProps) {
  const [proof, setProof] = useState("");
  const send = (event: FormEvent) => {
    event.preventDefault();
    onProof(proof);
  };
  const title = text("programmeOff", { programme: programme.displayName, off: offOf(programme) });
  const asked = { programme: programme.displayName };
  return (
    <details>
      <summary>{title}</summary>
      <form className="filters" aria-label={name === null ? text("askFor", asked) : text("askForFor", { ...asked, name })} onSubmit={send}>
        <p className="faint small">
          {text("programmeTerms", { description: programme.description, proof: programme.proof ?? "" })}
        </p>
        <label className="field grow">
          <span>{text("yourProof")}</span>
          <input type="text" required maxLength={1000} value={proof} onChange={(event) => setProof(event.target.value)} />
        </label>
        <button type="submit" disabled={disabled}>
          {text("askForIt")}
        </button>
      </form>
    </details>
  );
}
