import { type Acting, useActing } from "../lib/hooks";
import { text } from "../lib/language";
import type { FollowedTeam } from "../lib/owners";
import type { Session } from "../lib/session";
import { Problem } from "./Problem";
import { TeamDesk } from "./TeamDesk";
import { WaysIntoTeam } from "./WaysIntoTeam";

/** The family or team of the account: its tokens, members and invitations, or the ways into one. */
export function Team({ session, followed }: { session: Session; followed: FollowedTeam }) {
  const { membership, error, version, changed } = followed;
  const acting = useActing();
  const act: Acting["act"] = async (change) => {
    await acting.act(change);
    changed();
  };
  const desk = { session, version, disabled: acting.busy, act };
  return (
    <section id="team" className="section" aria-labelledby="team-title">
      <h2 id="team-title">{text("teamTitle")}</h2>
      <p className="faint">{text("teamLead")}</p>
      <Problem>{acting.problem ?? error}</Problem>
      {membership && <TeamDesk {...desk} key={membership.team.id} membership={membership} />}
      {membership === null && <WaysIntoTeam session={session} disabled={acting.busy} act={act} />}
    </section>
  );
}
