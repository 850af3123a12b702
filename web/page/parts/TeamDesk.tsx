import { useState } from "react";

import type { PayFrom, TeamRole } from "../generated/operations";
import { dateTime, number } from "../lib/format";
import type { Session } from "../lib/session";
import {
  closeTeam,
  type Invitation,
  invite,
  leaveTeam,
  limitMember,
  manages,
  type Membership,
  paidFor,
  payFirst,
  removeMember,
  revoke,
  type TeamMember,
} from "../lib/teaming";
import { Choice } from "./Choice";
import { TokenField } from "./TokenField";

const ROLES: Record<TeamRole, string> = { OWNER: "Owner", ADMIN: "Admin", MEMBER: "Member" };
const PAYING: Record<PayFrom, string> = {
  OWN_FIRST: "My own tokens first",
  TEAM_FIRST: "The team's tokens first",
  OWN_ONLY: "Only my own tokens",
  TEAM_ONLY: "Only the team's tokens",
};

interface DeskProps {
  session: Session;
  membership: Membership;
  invitations: Invitation[];
  disabled: boolean;
  act: (change: Promise<void>) => Promise<void>;
}

/** What a member sees of its team, and may do in it. */
export function TeamDesk({ session, membership, invitations, disabled, act }: DeskProps) {
  const { team, role } = membership;
  const isManager = manages(role);
  const close = () => {
    if (window.confirm(`Close ${team.name}? Its tokens become yours, and its members pay for themselves.`)) void act(closeTeam(session, team.id));
  };
  return (
    <>
      <p>
        <strong>
          <bdi>{team.name}</bdi>
        </strong>{" "}
        <span className="badge">{ROLES[role]}</span>
      </p>
      <p>
        {number(team.account.balance.available)} tokens shared by {team.memberCount} of {team.seats} members. The team has paid{" "}
        {paidFor(membership)} for you.
      </p>
      <ul className="caps" aria-label="Members">
        {team.members.nodes.map((member) => (
          <MemberRow
            key={member.accountId}
            member={member}
            mayManage={member.role === "MEMBER" ? isManager : role === "OWNER" && member.role === "ADMIN"}
            disabled={disabled}
            onLimit={(tokens) => act(limitMember(session, team.id, member.accountId, tokens === null ? null : { tokens, period: "DAY" }))}
            onRemove={() => act(removeMember(session, team.id, member.accountId))}
          />
        ))}
      </ul>
      {isManager && (
        <>
          <ul className="caps" aria-label="Invitations">
            {invitations.map((one) => (
              <li key={one.code} className="card">
                <p>
                  <code>{one.code}</code>
                </p>
                <p className="faint small">
                  for {one.role === "ADMIN" ? "an admin" : "a member"}, until {dateTime(one.expiresAt)}
                </p>
                <button className="quiet" type="button" disabled={disabled} onClick={() => act(revoke(session, one.code))}>
                  Revoke <span className="unseen">the invitation {one.code}</span>
                </button>
              </li>
            ))}
          </ul>
          <button type="button" disabled={disabled} onClick={() => act(invite(session, team.id, "MEMBER"))}>
            Invite a member
          </button>
        </>
      )}
      <Choice
        label="Who pays for my uses"
        value={membership.payFrom}
        words={PAYING}
        onChange={(payFrom) => act(payFirst(session, team.id, session.account, payFrom))}
      />
      {team.account.usage.nodes.length > 0 && (
        <ul className="caps" aria-label="Last uses of the team's tokens">
          {team.account.usage.nodes.map((use) => (
            <li key={use.id} className="small">
              <bdi>{use.member ?? "Somebody who is gone"}</bdi>: {use.model.displayName}, {number(use.cost)} tokens, {dateTime(use.recordedAt)}
            </li>
          ))}
        </ul>
      )}
      {role === "OWNER" ? (
        <button className="quiet" type="button" disabled={disabled} onClick={close}>
          Close the team
        </button>
      ) : (
        <button className="quiet" type="button" disabled={disabled} onClick={() => act(leaveTeam(session, team.id))}>
          Leave the team
        </button>
      )}
    </>
  );
}

interface MemberRowProps {
  member: TeamMember;
  mayManage: boolean;
  disabled: boolean;
  onLimit: (tokens: number | null) => void;
  onRemove: () => void;
}

function MemberRow({ member, mayManage, disabled, onLimit, onRemove }: MemberRowProps) {
  const [tokens, setTokens] = useState(member.limit?.tokens ?? 5_000);
  const { accountId } = member;
  return (
    <li className="card">
      <p>
        <strong>
          <bdi>{accountId}</bdi>
        </strong>
        <span className="badge">{ROLES[member.role]}</span>
      </p>
      <p className="faint small">The team has paid {paidFor(member)}</p>
      {mayManage && (
        <>
          <TokenField label={`Tokens a day for ${accountId}`} value={tokens} onChange={setTokens} />
          <button className="quiet" type="button" disabled={disabled || Number.isNaN(tokens)} onClick={() => onLimit(tokens)}>
            Set limit <span className="unseen">of {accountId}</span>
          </button>
          {member.limit !== null && (
            <button className="quiet" type="button" disabled={disabled} onClick={() => onLimit(null)}>
              Take the limit away <span className="unseen">from {accountId}</span>
            </button>
          )}
          <button className="quiet" type="button" disabled={disabled} onClick={onRemove}>
            Remove <span className="unseen">{accountId} from the team</span>
          </button>
        </>
      )}
    </li>
  );
}
