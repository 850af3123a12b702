import { useCallback } from "react";

import { useEvery, useLoaded } from "../lib/hooks";
import { managedTeam } from "../lib/planning";
import type { Session } from "../lib/session";
import { TopUpDesk } from "./TopUpDesk";

/** What a payment in the background changes for a team is seen this soon. */
const READ_AGAIN_MS = 5_000;
const OWN = { accountId: null, name: null };

/** The saved cards and the automatic top-up of the account, and of the team that the user manages. */
export function TopUps({ session, revision }: { session: Session; revision: number | null }) {
  const readTeam = useCallback(() => managedTeam(session), [session]);
  const { data: team } = useLoaded(readTeam, revision);
  return (
    <section id="top-up" className="section" aria-labelledby="top-up-title">
      <h2 id="top-up-title">Automatic top-up</h2>
      <p className="faint">When few tokens are left, a pack is bought with the card that you saved last. You can remove it at any time.</p>
      <TopUpDesk session={session} owner={OWN} version={`${revision}`} />
      {team && <TeamTopUp key={team.id} session={session} team={team} />}
    </section>
  );
}

function TeamTopUp({ session, team }: { session: Session; team: { id: string; name: string } }) {
  const ticks = useEvery(READ_AGAIN_MS);
  return (
    <section className="caps-of-team" aria-label={`Top-up of ${team.name}`}>
      <h3>
        For <bdi>{team.name}</bdi>
      </h3>
      <TopUpDesk session={session} owner={{ accountId: team.id, name: team.name }} version={`${ticks}`} />
    </section>
  );
}
