import { useCallback, useState } from "react";

import { dateTime, number } from "../lib/format";
import { useLoaded } from "../lib/hooks";
import { teamUses } from "../lib/teaming";
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
      <h3 id="team-uses">Last uses of the team’s tokens</h3>
      <ul className="team-uses">
        {data.nodes.map((use) => (
          <li key={use.id} className="small">
            <bdi>{use.member ?? "Somebody who is gone"}</bdi>: {use.model.displayName}, {number(use.cost)} tokens, {dateTime(use.recordedAt)}
          </li>
        ))}
      </ul>
      {data.more && (
        <button type="button" onClick={() => setMost(most + USES)}>
          Show more <span className="unseen">uses</span>
        </button>
      )}
    </section>
  );
}
