import type { Version } from "../lib/hooks";
import { text } from "../lib/language";
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
      <h2 id="top-up-title">{text("topUpTitle")}</h2>
      <p className="faint">{text("topUpLead")}</p>
      <TopUpDesk session={session} owner={ownAccount(revision)} />
      {team && (
        <ForTeam label="topUpOf" name={team.name}>
          <TopUpDesk key={team.accountId} session={session} owner={team} />
        </ForTeam>
      )}
    </section>
  );
}
