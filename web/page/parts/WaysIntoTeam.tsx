import { type FormEvent, useState } from "react";

import type { TeamKind } from "../generated/operations";
import type { Acting } from "../lib/hooks";
import { text } from "../lib/language";
import type { Session } from "../lib/session";
import { foundTeam, joinTeam } from "../lib/teaming";
import { wordsFor } from "../lib/words";
import { Choice } from "./Choice";

const KINDS: readonly TeamKind[] = ["FAMILY", "TEAM"];

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
      <form className="filters" aria-label={text("foundTeam")} onSubmit={found}>
        <label className="field">
          <span>{text("name")}</span>
          <input type="text" required maxLength={100} autoComplete="off" value={name} onChange={(event) => setName(event.target.value)} />
        </label>
        <Choice label={text("kind")} value={kind} words={wordsFor(KINDS, (one) => text(`kind${one}`))} onChange={setKind} />
        <button type="submit" disabled={disabled}>
          {text("foundIt")}
        </button>
      </form>
      <form className="filters" aria-label={text("joinTeam")} onSubmit={join}>
        <label className="field">
          <span>{text("invitationCode")}</span>
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
          {text("join")}
        </button>
      </form>
    </>
  );
}
