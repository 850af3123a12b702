import type { Version } from "../lib/hooks";
import { ownAccount, type TeamOwner } from "../lib/owners";
import type { Session } from "../lib/session";
import { ForTeam } from "./ForTeam";
import { TopUpDesk } from "./TopUpDesk";

interface Props {
  session: Session;
  revision: Version;
  team: TeamOwner | null;
}

/** The saved cards and the automatic top-up of the account, and of the team that the user manages. */
export function TopUps({ session, revision, team }: Props) {
  return (
    <section id="top-up" className="section" aria-labelledby="top-up-title">
      <h2 id="top-up-title">Automatic top-up</h2>
      <p className="faint">When few tokens are left, a pack is bought with the card that you saved last. You can remove it at any time.</p>
      <TopUpDesk session={session} owner={ownAccount(revision)} />
      {team && (
        <ForTeam label="Top-up" name={team.name}>
          <TopUpDesk key={team.accountId} session={session} owner={team} />
        </ForTeam>
      )}
    </section>
  );
}
