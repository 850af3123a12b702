import { dateTime, number } from "../lib/format";
import type { TeamUse } from "../lib/teaming";

interface Props {
  uses: TeamUse[];
  more: boolean;
  onMore: () => void;
}

/** Who used what of the team's tokens, the newest first. A plain member sees its own uses. */
export function TeamUses({ uses, more, onMore }: Props) {
  if (uses.length === 0) return null;
  return (
    <section className="team-part" aria-labelledby="team-uses">
      <h3 id="team-uses">Last uses of the team’s tokens</h3>
      <ul className="team-uses">
        {uses.map((use) => (
          <li key={use.id} className="small">
            <bdi>{use.member ?? "Somebody who is gone"}</bdi>: {use.model.displayName}, {number(use.cost)} tokens, {dateTime(use.recordedAt)}
          </li>
        ))}
      </ul>
      {more && (
        <button type="button" onClick={onMore}>
          Show more <span className="unseen">uses</span>
        </button>
      )}
    </section>
  );
}
