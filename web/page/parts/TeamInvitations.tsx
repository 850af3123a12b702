import { useCallback } from "react";

import type { TeamRole } from "../generated/operations";
import { dateTime } from "../lib/format";
import { useLoaded } from "../lib/hooks";
import { text } from "../lib/language";
import { type Invitation, invitationsOf, invite, limitOf, revoke } from "../lib/teaming";
import { InvitationForm } from "./InvitationForm";
import { Problem } from "./Problem";
import type { DeskProps } from "./TeamDesk";

/** The open invitations of a team, and the way to make one. */
export function TeamInvitations({ teamId, role, ...desk }: DeskProps & { teamId: string; role: TeamRole }) {
  const { session, version, disabled, act } = desk;
  const read = useCallback(() => invitationsOf(session, teamId), [session, teamId]);
  const { data, error } = useLoaded(read, version);
  return (
    <section className="team-part" aria-labelledby="team-invitations">
      <h3 id="team-invitations">{text("invitations")}</h3>
      <Problem>{error}</Problem>
      {data !== null && data.length > 0 && (
        <ul className="caps" aria-label={text("invitations")}>
          {data.map((one) => (
            <li key={one.code} className="card">
              <p>
                <code>{one.code}</code>
              </p>
              <p className="faint small">{termsOf(one)}</p>
              <button className="quiet" type="button" disabled={disabled} onClick={() => act(revoke(session, one.code))}>
                {text("revoke")} <span className="unseen">{text("theInvitation", { code: one.code })}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
      <InvitationForm mayMakeAdmins={role === "OWNER"} disabled={disabled} onInvite={(wanted) => act(invite(session, teamId, wanted))} />
    </section>
  );
}

/** Whom an invitation is for, what it gives, and until when it works. */
function termsOf({ role, address, limit, expiresAt }: Invitation): string {
  const named = text(role === "ADMIN" ? "invitedADMIN" : "invitedMEMBER");
  const who = address === null ? named : text("withAddress", { who: named, address });
  const terms = limit === null ? who : text("atMost", { terms: who, limit: limitOf(limit) });
  return text("termsUntil", { terms, date: dateTime(expiresAt) });
}
