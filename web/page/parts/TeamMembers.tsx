import { useCallback, useState } from "react";

import type { TeamRole } from "../generated/operations";
import { useLoaded } from "../lib/hooks";
import { text } from "../lib/language";
import { membersOf } from "../lib/teaming";
import { MemberRow } from "./MemberRow";
import { Problem } from "./Problem";
import type { DeskProps } from "./TeamDesk";

/** So many members are shown first, and so many more each time. */
const MEMBERS = 50;

/** The members of a team that this one may see, with what it may change about each. */
export function TeamMembers({ teamId, role, ...desk }: DeskProps & { teamId: string; role: TeamRole }) {
  const { session, version } = desk;
  const [most, setMost] = useState(MEMBERS);
  const read = useCallback(() => membersOf(session, teamId, most), [session, teamId, most]);
  const { data, error } = useLoaded(read, version);
  return (
    <section className="team-part" aria-labelledby="team-members">
      <h3 id="team-members">{text("members")}</h3>
      <Problem>{error}</Problem>
      <ul className="caps" aria-label={text("members")}>
        {data?.nodes.map((member) => (
          <MemberRow {...desk} key={member.accountId} teamId={teamId} role={role} member={member} />
        ))}
      </ul>
      {data?.more && (
        <button type="button" onClick={() => setMost(most + MEMBERS)}>
          {text("showMore")} <span className="unseen">{text("moreMembers")}</span>
        </button>
      )}
    </section>
  );
}
