import { type FormEvent, useState } from "react";

import type { TeamKind } from "../generated/operations";
import type { Acting } from "../lib/hooks";
import type { Session } from "../lib/session";
import { foundTeam, joinTeam } from "../lib/teaming";
import { Choice } from "./Choice";

const KINDS: Record<TeamKind, string> = { FAMILY: "A family", TEAM: "A team" };

interface Props {
  session: Session;
  disabled: boolean;
  act: Acting["act"];
}

/** Founds a team, or joins one by an invitation. */
export function WaysIntoTeam({ session, disabled, act }: Props) {
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
