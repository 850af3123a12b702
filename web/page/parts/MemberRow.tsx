import { type FormEvent, useState } from "react";

import type { TeamRole } from "../generated/operations";
import { dateTime } from "../lib/format";
import { text } from "../lib/language";
import { manages } from "../lib/owners";
import { changeMember, handOver, type Limit, type MemberChange, paidFor, removeMember, type TeamMember } from "../lib/teaming";
import { payingFor, roleWord } from "../lib/words";
import { Choice } from "./Choice";
import { LimitFields } from "./LimitFields";
import type { DeskProps } from "./TeamDesk";

const FIRST: Limit = { tokens: 5_000, period: "DAY" };

interface Props extends DeskProps {
  teamId: string;
  /** The role of the user. */
  role: TeamRole;
  member: TeamMember;
}

/** One member: what the team has paid, and what the user may change. Admins change plain members, the owner everybody. */
export function MemberRow({ teamId, role, member, ...desk }: Props) {
  const { accountId, resetsAt } = member;
  const isOwner = role === "OWNER";
  const mayChange = isOwner || (manages(role) && member.role === "MEMBER");
  return (
    <li className="card">
      <p>
        <strong>
          <bdi>{accountId}</bdi>
        </strong>
        <span className="badge">{roleWord(member.role)}</span>
      </p>
      <p className="faint small">
        {resetsAt === null ? text("paidFor", { paid: paidFor(member) }) : text("paidForUntil", { paid: paidFor(member), date: dateTime(resetsAt) })}
      </p>
      {mayChange && (
        <details>
          <summary>
            {text("change")} <span className="unseen">{accountId}</span>
          </summary>
          <MemberChanges {...desk} teamId={teamId} member={member} />
          {isOwner && member.role !== "OWNER" && <OwnerChanges {...desk} teamId={teamId} member={member} />}
          {member.role !== "OWNER" && <Remove {...desk} teamId={teamId} member={member} />}
        </details>
      )}
    </li>
  );
}

interface ChangeProps extends DeskProps {
  teamId: string;
  member: TeamMember;
}

/** The limit of a member, and whose tokens pay first. */
function MemberChanges({ session, teamId, member, disabled, act }: ChangeProps) {
  const { accountId } = member;
  const [limit, setLimit] = useState(member.limit ?? FIRST);
  const change = (wanted: MemberChange) => void act(changeMember(session, teamId, accountId, wanted));
  const set = (event: FormEvent) => {
    event.preventDefault();
    change({ limit });
  };
  return (
    <>
      <form className="filters" aria-label={text("limitOf", { name: accountId })} onSubmit={set}>
        <LimitFields limit={limit} onChange={setLimit} />
        <button type="submit" disabled={disabled}>
          {text("setLimit")}
        </button>
        {member.limit !== null && (
          <button className="quiet" type="button" disabled={disabled} onClick={() => change({ limit: null })}>
            {text("takeLimitAway")}
          </button>
        )}
      </form>
      <Choice label={text("payingLabelOf", { name: accountId })} value={member.payFrom} words={payingFor()} onChange={(payFrom) => change({ payFrom })} />
    </>
  );
}

/** What only the owner decides: the role, and who owns the team. */
function OwnerChanges({ session, teamId, member, disabled, act }: ChangeProps) {
  const { accountId } = member;
  const other = member.role === "ADMIN" ? "MEMBER" : "ADMIN";
  const give = () => {
    if (window.confirm(text("confirmOwner", { name: accountId }))) void act(handOver(session, teamId, accountId));
  };
  return (
    <p>
      <button className="quiet" type="button" disabled={disabled} onClick={() => act(changeMember(session, teamId, accountId, { role: other }))}>
        {text(`make${other}`)} <span className="unseen">{text("ofName", { name: accountId })}</span>
      </button>
      <button className="quiet" type="button" disabled={disabled} onClick={give}>
        {text("handOver")} <span className="unseen">{text("toName", { name: accountId })}</span>
      </button>
    </p>
  );
}

function Remove({ session, teamId, member, disabled, act }: ChangeProps) {
  return (
    <button className="quiet" type="button" disabled={disabled} onClick={() => act(removeMember(session, teamId, member.accountId))}>
      {text("remove")} <span className="unseen">{text("fromTeam", { name: member.accountId })}</span>
    </button>
  );
}
