import { useCallback, useState } from "react";

import { type Acting, useActing, useLoaded } from "../lib/hooks";
import type { Session } from "../lib/session";
import { ownTeam } from "../lib/teaming";
import { Problem } from "./Problem";
import { TeamDesk } from "./TeamDesk";
import { WaysIntoTeam } from "./WaysIntoTeam";

/** So many uses are shown first, and so many more each time. */
const USES = 10;

interface Props {
  session: Session;
  /** The team is read again when this changes. */
  version: string;
  /** Called after each change that the user makes. */
  onChanged: () => void;
}

/** The family or team of the account: its tokens, members and invitations, or the ways into one. */
export function Team({ session, version, onChanged }: Props) {
  const [uses, setUses] = useState(USES);
  const read = useCallback(async () => ({ membership: await ownTeam(session, uses) }), [session, uses]);
  const acting = useActing();
  const { data, error } = useLoaded(read, `${version} ${acting.changes}`);
  const act: Acting["act"] = async (change) => {
    await acting.act(change);
    onChanged();
  };
  const desk = { session, version: `${version} ${acting.changes}`, disabled: acting.busy, act };
  return (
    <section id="team" className="section" aria-labelledby="team-title">
      <h2 id="team-title">Family and team</h2>
      <p className="faint">Members share the tokens of the team, within their limits. Free models count for each member alone.</p>
      <Problem>{acting.problem ?? error}</Problem>
      {data?.membership && <TeamDesk {...desk} key={data.membership.team.id} membership={data.membership} onMoreUses={() => setUses(uses + USES)} />}
      {data?.membership === null && <WaysIntoTeam session={session} disabled={acting.busy} act={act} />}
    </section>
  );
}
