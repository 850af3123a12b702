import { type FormEvent, useCallback, useEffect, useState } from "react";

import type { TeamKind } from "../generated/operations";
import { messageOf, useLoaded } from "../lib/hooks";
import type { Session } from "../lib/session";
import { foundTeam, joinTeam, ownTeam } from "../lib/teaming";
import { Choice } from "./Choice";
import { TeamDesk } from "./TeamDesk";

const KINDS: Record<TeamKind, string> = { FAMILY: "A family", TEAM: "A team" };
/** What others use of the tokens is seen this soon. */
const READ_AGAIN_MS = 5_000;

/** The family or team of the account: its tokens, members and invitations, or the ways into one. */
export function Team({ session, revision }: { session: Session; revision: number | null }) {
  const read = useCallback(() => ownTeam(session), [session]);
  const [changes, setChanges] = useState(0);
  const [ticks, setTicks] = useState(0);
  const { data, error } = useLoaded(read, `${revision} ${changes} ${ticks}`);
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const isMember = data !== null && data.membership !== null;
  useEffect(() => {
    if (!isMember) return;
    const timer = setInterval(() => setTicks((before) => before + 1), READ_AGAIN_MS);
    return () => clearInterval(timer);
  }, [isMember]);
  const act = async (change: Promise<void>) => {
    setBusy(true);
    setProblem(null);
    await change.catch((failed: unknown) => setProblem(messageOf(failed)));
    setBusy(false);
    setChanges((before) => before + 1);
  };
  const told = problem ?? error;
  return (
    <section id="team" className="section" aria-labelledby="team-title">
      <h2 id="team-title">Family and team</h2>
      <p className="faint">Members share the tokens of the team, within their limits. Free models count for each member alone.</p>
      {told !== null && (
        <p className="notice bad" role="alert">
          {told}
        </p>
      )}
      {data?.membership && (
        <TeamDesk session={session} membership={data.membership} invitations={data.invitations} disabled={busy} act={act} />
      )}
      {data !== null && data.membership === null && <WaysIntoTeam session={session} disabled={busy} act={act} />}
    </section>
  );
}

interface WaysProps {
  session: Session;
  disabled: boolean;
  act: (change: Promise<void>) => Promise<void>;
}

function WaysIntoTeam({ session, disabled, act }: WaysProps) {
  const [name, setName] = useState("");
  const [kind, setKind] = useState<TeamKind>("FAMILY");
  const [code, setCode] = useState("");
  const found = (event: FormEvent) => {
    event.preventDefault();
    void act(foundTeam(session, name, kind));
  };
  const join = (event: FormEvent) => {
    event.preventDefault();
    void act(joinTeam(session, code));
  };
  return (
    <>
      <form className="filters" aria-label="Found a team" onSubmit={found}>
        <label className="field">
          <span>Name</span>
          <input type="text" required maxLength={100} autoComplete="off" value={name} onChange={(event) => setName(event.target.value)} />
        </label>
        <Choice label="Kind" value={kind} words={KINDS} onChange={setKind} />
        <button type="submit" disabled={disabled}>
          Found it
        </button>
      </form>
      <form className="filters" aria-label="Join a team" onSubmit={join}>
        <label className="field">
          <span>Code of an invitation</span>
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
          Join
        </button>
      </form>
    </>
  );
}
