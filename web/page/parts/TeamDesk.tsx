import { type FormEvent, useState } from "react";

import { dateTime, number } from "../lib/format";
import type { Acting, Version } from "../lib/hooks";
import { text } from "../lib/language";
import { manages } from "../lib/owners";
import type { Session } from "../lib/session";
import { changeMember, closeTeam, leaveTeam, type Membership, paidFor, renameTeam } from "../lib/teaming";
import { counted, paying, roleWord } from "../lib/words";
import { Choice } from "./Choice";
import { TeamInvitations } from "./TeamInvitations";
import { TeamMembers } from "./TeamMembers";
import { TeamUses } from "./TeamUses";

/** What the parts of a team's desk share. */
export interface DeskProps {
  session: Session;
  /** The parts are read again when this changes. */
  version: Version;
  disabled: boolean;
  act: Acting["act"];
}

interface Props extends DeskProps {
  membership: Membership;
}

/** What a member sees of its team, and may do in it. */
export function TeamDesk({ membership, ...desk }: Props) {
  const { team, role, payFrom, resetsAt } = membership;
  const { session, disabled, act } = desk;
  const isManager = manages(role);
  const { available, held } = team.account.balance;
  const shared = { tokens: counted("TOKENS", available), count: number(team.memberCount), seats: number(team.seats) };
  const paid = paidFor(membership);
  return (
    <>
      <p className="team-name">
        <strong>
          <bdi>{team.name}</bdi>
        </strong>{" "}
        <span className="badge">{roleWord(role)}</span>
      </p>
      <p>
        {held > 0 ? text("teamSharedHeld", { ...shared, held: number(held) }) : text("teamShared", shared)}{" "}
        {resetsAt === null ? text("paidForYou", { paid }) : text("paidForYouUntil", { paid, date: dateTime(resetsAt) })}
      </p>
      <Choice
        label={text("payingLabel")}
        value={payFrom}
        words={paying()}
        onChange={(wanted) => act(changeMember(session, team.id, session.account, { payFrom: wanted }))}
      />
      <TeamMembers {...desk} teamId={team.id} role={role} />
      {isManager && <TeamInvitations {...desk} teamId={team.id} role={role} />}
      <TeamUses {...desk} teamId={team.id} />
      {isManager && <Rename {...desk} key={team.name} team={team} />}
      <WayOut {...desk} membership={membership} disabled={disabled} />
    </>
  );
}

function Rename({ session, team, disabled, act }: DeskProps & { team: { id: string; name: string } }) {
  const [name, setName] = useState(team.name);
  const rename = (event: FormEvent) => {
    event.preventDefault();
    void act(renameTeam(session, team.id, name));
  };
  return (
    <form className="filters" aria-label={text("renameTeam")} onSubmit={rename}>
      <label className="field">
        <span>{text("teamName")}</span>
        <input type="text" required maxLength={100} autoComplete="off" value={name} onChange={(event) => setName(event.target.value)} />
      </label>
      <button type="submit" disabled={disabled || name === team.name}>
        {text("rename")}
      </button>
    </form>
  );
}

/** Closes the team for its owner; anybody else leaves it. */
function WayOut({ session, membership, disabled, act }: DeskProps & { membership: Membership }) {
  const { team, role } = membership;
  const close = () => {
    if (window.confirm(text("confirmClose", { name: team.name }))) void act(closeTeam(session, team.id));
  };
  const leave = () => {
    if (window.confirm(text("confirmLeave", { name: team.name }))) void act(leaveTeam(session, team.id));
  };
  const isOwner = role === "OWNER";
  return (
    <button className="quiet way-out" type="button" disabled={disabled} onClick={isOwner ? close : leave}>
      {text(isOwner ? "closeTeam" : "leaveTeam")}
    </button>
  );
}
