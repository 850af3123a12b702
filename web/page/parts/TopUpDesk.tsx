import { useCallback } from "react";

import { dateTime, plural } from "../lib/format";
import { useActing, useLoaded, versionOf } from "../lib/hooks";
import type { Owner } from "../lib/owners";
import type { Session } from "../lib/session";
import { readTopUp, removeTopUp, setTopUp, titleOf, type TopUp } from "../lib/topping";
import { Problem } from "./Problem";
import { SavedCards } from "./SavedCards";
import { TopUpForm } from "./TopUpForm";

/** One account's saved cards and top-up: what it does, why it stopped, and the ways to change it. */
export function TopUpDesk({ session, owner }: { session: Session; owner: Owner }) {
  const { accountId, version } = owner;
  const read = useCallback(() => readTopUp(session, accountId), [session, accountId]);
  const { act, busy, problem, changes } = useActing();
  const { data, error } = useLoaded(read, versionOf(version, changes));
  const topUp = data?.topUp ?? null;
  return (
    <>
      <Problem>{problem ?? error}</Problem>
      {topUp !== null && (
        <ul className="caps" aria-label="Top-up">
          <TopUpRow topUp={topUp} disabled={busy} onRemove={() => act(removeTopUp(session, accountId))} />
        </ul>
      )}
      <SavedCards session={session} owner={owner} version={changes} disabled={busy} act={act} />
      {data !== null && (
        <TopUpForm
          key={topUp === null ? "" : `${titleOf(topUp)} ${topUp.maxPerMonth}`}
          owner={owner}
          topUp={topUp}
          packs={data.packs}
          disabled={busy}
          onSet={(wanted) => act(setTopUp(session, accountId, wanted))}
        />
      )}
    </>
  );
}

const WORDS: Record<TopUp["status"], string> = { ACTIVE: "on", PENDING: "buying now", STOPPED: "stopped" };

function TopUpRow({ topUp, disabled, onRemove }: { topUp: TopUp; disabled: boolean; onRemove: () => void }) {
  const title = titleOf(topUp);
  const { status, failure, used, maxPerMonth, resetsAt } = topUp;
  return (
    <li className="card">
      <p>
        <strong>
          <bdi>{title}</bdi>
        </strong>
        <span className={status === "STOPPED" ? "badge bad" : "badge good"}>{WORDS[status]}</span>
      </p>
      <p className="faint small">
        {used} of {plural(maxPerMonth, "purchase")} this month; starts again {dateTime(resetsAt)}
      </p>
      {failure !== null && (
        <p role="status">
          {failure.message}
          {failure.url !== null && <a href={failure.url}>Pay it now</a>}
          <span>Then set the top-up again.</span>
        </p>
      )}
      <button className="quiet" type="button" disabled={disabled} onClick={onRemove}>
        Remove <span className="unseen">the top-up: {title}</span>
      </button>
    </li>
  );
}
