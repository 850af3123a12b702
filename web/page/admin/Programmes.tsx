import { type FormEvent, useCallback, useState } from "react";

import { endOf, programmesOf, removeProgramme, setProgramme, type Waiting, type WantedProgramme, waiting } from "../lib/discounting";
import { dateTime } from "../lib/format";
import { messageOf, useLoaded, useSettled } from "../lib/hooks";
import { text } from "../lib/language";
import type { Session } from "../lib/session";

const SETTLED_MS = 300;
const NOTHING: WantedProgramme = { accountId: "", programme: "", until: "", reason: "" };

/** Requests for programmes, and the programmes of one account. */
export function Programmes({ session }: { session: Session }) {
  const [wanted, setWanted] = useState(NOTHING);
  const [changes, setChanges] = useState(0);
  const [problem, setProblem] = useState<string | null>(null);
  const read = useCallback(() => waiting(session), [session]);
  const requests = useLoaded(read, changes);
  const act = async (change: Promise<void>) => {
    setProblem(null);
    await change.catch((failed: unknown) => setProblem(messageOf(failed)));
    setChanges((before) => before + 1);
  };
  const told = problem ?? requests.error;
  const change = (part: Partial<WantedProgramme>) => setWanted((before) => ({ ...before, ...part }));
  return (
    <section id="programmes" className="section" aria-labelledby="programmes-title">
      <h2 id="programmes-title">{text("programmes")}</h2>
      <p className="faint">{text("programmesLead")}</p>
      {told !== null && (
        <p className="notice bad" role="alert">
          {told}
        </p>
      )}
      {requests.data !== null && <Requests requests={requests.data} onChoose={change} />}
      <ProgrammeForm
        wanted={wanted}
        onChange={change}
        onSet={() => act(setProgramme(session, wanted))}
        onRemove={() => act(removeProgramme(session, wanted.accountId, wanted.programme, wanted.reason))}
      />
      <Present session={session} account={wanted.accountId.trim()} version={changes} />
    </section>
  );
}

function Requests({ requests, onChoose }: { requests: Waiting[]; onChoose: (part: Partial<WantedProgramme>) => void }) {
  if (requests.length === 0) return <p className="empty">{text("noRequests")}</p>;
  return (
    <ul className="caps" aria-label={text("requests")}>
      {requests.map(({ accountId, programme, proof, askedAt }) => (
        <li className="card" key={`${accountId} ${programme.name}`}>
          <p>
            <strong>
              <bdi>{accountId}</bdi>
            </strong>
            <span>{programme.displayName}</span>
          </p>
          <p>{proof}</p>
          <p className="faint small">{dateTime(askedAt)}</p>
          <button className="quiet" type="button" onClick={() => onChoose({ accountId, programme: programme.name })}>
            {text("answer")} <span className="unseen">{text("theRequestOf", { account: accountId })}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

interface FormProps {
  wanted: WantedProgramme;
  onChange: (part: Partial<WantedProgramme>) => void;
  onSet: () => void;
  onRemove: () => void;
}

function ProgrammeForm({ wanted, onChange, onSet, onRemove }: FormProps) {
  const set = (event: FormEvent) => {
    event.preventDefault();
    onSet();
  };
  const field = (name: keyof WantedProgramme) => ({
    value: wanted[name],
    onChange: (event: { target: { value: string } }) => onChange({ [name]: event.target.value }),
  });
  return (
    <form className="filters" aria-label={text("setAProgramme")} onSubmit={set}>
      <label className="field">
        <span>{text("account")}</span>
        <input type="text" required maxLength={255} {...field("accountId")} />
      </label>
      <label className="field">
        <span>{text("programme")}</span>
        <input type="text" required maxLength={32} placeholder="EDU" {...field("programme")} />
      </label>
      <label className="field">
        <span>{text("untilEmpty")}</span>
        <input type="date" {...field("until")} />
      </label>
      <label className="field grow">
        <span>{text("reason")}</span>
        <input type="text" required maxLength={1000} {...field("reason")} />
      </label>
      <button type="submit">{text("setProgramme")}</button>
      <button type="button" disabled={!wanted.accountId || !wanted.programme || !wanted.reason} onClick={onRemove}>
        {text("removeProgramme")}
      </button>
    </form>
  );
}

function Present({ session, account, version }: { session: Session; account: string; version: number }) {
  const settled = useSettled(account, SETTLED_MS);
  const read = useCallback(async () => (settled === "" ? null : programmesOf(session, settled)), [session, settled]);
  const { data } = useLoaded(read, version);
  if (data === null || data.length === 0) return null;
  return (
    <ul className="caps" aria-label={text("programmesOf")}>
      {data.map((one) => (
        <li className="card" key={one.programme.name}>
          <p>
            <strong>{one.programme.displayName}</strong>
            {!one.isActive && <span className="badge">{text("ended")}</span>}
          </p>
          <p className="faint small">{endOf(one)}</p>
        </li>
      ))}
    </ul>
  );
}
