import { useCallback } from "react";

import { PacksForTeamDocument } from "../generated/operations";
import { execute } from "../lib/api";
import { buyPack } from "../lib/buying";
import { useActing, useLoaded } from "../lib/hooks";
import type { TeamOwner } from "../lib/owners";
import type { Choices } from "../lib/planning";
import type { Session } from "../lib/session";
import { Discounts } from "./Discounts";
import { ForTeam } from "./ForTeam";
import { PackCard } from "./PackCard";
import { PlanChange } from "./PlanChange";
import { Problem } from "./Problem";

interface Props {
  session: Session;
  team: TeamOwner;
  /** What the team has, and can have. */
  choices: Choices | null;
  /** The same of the user. */
  others: Choices | null;
  onChanged: () => void;
}

/** What is bought for the pool of the team that the user manages, at the prices that the team pays. */
export function TeamShop({ session, team, choices, others, onChanged }: Props) {
  const { accountId, name, version } = team;
  const read = useCallback(() => execute(PacksForTeamDocument, { accountId }, session), [session, accountId]);
  const { act, busy, problem } = useActing();
  const { data, error } = useLoaded(read, version);
  return (
    <ForTeam label="tokensOf" name={name}>
      <Problem>{problem ?? error}</Problem>
      <div className="offers">
        {data?.account?.packs.map((pack) => (
          <PackCard
            key={pack.name}
            pack={pack}
            session={session}
            team={team}
            version={version}
            disabled={busy}
            onBuy={(quantity) => act(buyPack(session, pack.name, quantity, accountId))}
          />
        ))}
      </div>
      <Discounts session={session} owner={team} onChanged={onChanged} />
      <PlanChange session={session} owner={team} choices={choices} others={others} team={team} onChanged={onChanged} />
    </ForTeam>
  );
}
