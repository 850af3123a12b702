import { useCallback, useState } from "react";

import { dateTime } from "../lib/format";
import { useLoaded } from "../lib/hooks";
import { text } from "../lib/language";
import { rich } from "../lib/rich";
import { teamUses } from "../lib/teaming";
import { counted } from "../lib/words";
import { Problem } from "./Problem";
import type { DeskProps } from "./TeamDesk";

/** So many uses are shown first, and so many more each time. */
const USES = 10;

/** Who used what of the team's tokens, the newest first. A plain member sees its own uses. */
export function TeamUses({ session, version, teamId }: DeskProps & { teamId: string }) {
  const [most, setMost] = useState(USES);
  const read = useCallback(() => teamUses(session, teamId, most), [session, teamId, most]);
  const { data, error } = useLoaded(read, version);
  if (error !== null) return <Problem>{error}</Problem>;
  if (data === null || data.nodes.length === 0) return null;
  return (
    <section className="team-part" aria-labelledby="team-uses">
      <h3 id="team-uses">{text("teamUses")}</h3>
      <ul className="team-uses">
        {data.nodes.map((use) => (
          <li key={use.id} className="small">
            {rich(
              "teamUse",
              { name: <bdi>{use.member ?? text("goneMember")}</bdi> },
              { model: use.model.displayName, tokens: counted("TOKENS", use.cost), date: dateTime(use.recordedAt) },
            )}
          </li>
        ))}
      </ul>
      {data.more && (
        <button type="button" onClick={() => setMost(most + USES)}>
          {text("showMore")} <span className="unseen">{text("moreUses")}</span>
        </button>
      )}
    </section>
  );
}
