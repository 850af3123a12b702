import { useCallback, useState } from "react";

import { dateTime, plural } from "../lib/format";
import { messageOf, useLoaded } from "../lib/hooks";
import type { Session } from "../lib/session";
import { type Owner, readTopUp, removeTopUp, setTopUp, titleOf, type TopUp } from "../lib/topping";
import { SavedCards } from "./SavedCards";
import { TopUpForm } from "./TopUpForm";

interface Props {
  session: Session;
  owner: Owner;
  /** The top-up is read again when this changes. */
  version: string;
}

/** One account's saved cards and top-up: what it does, why it stopped, and the ways to change it. */
export function TopUpDesk({ session, owner, version }: Props) {
  const { accountId, name } = owner;
  const read = useCallback(() => readTopUp(session, { accountId, name }), [session, accountId, name]);
  const [changes, setChanges] = useState(0);
  const { data, error } = useLoaded(read, `${version} ${changes}`);
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const act = async (change: Promise<void>) => {
    setBusy(true);
    setProblem(null);
    await change.catch((failed: unknown) => setProblem(messageOf(failed)));
    setBusy(false);
    setChanges((before) => before + 1);
  };
  const told = problem ?? error;
  const topUp = data?.topUp ?? null;
  return (
    <>
      {told !== null && (
        <p className="notice bad" role="alert">
          {told}
        </p>
      )}
      {topUp !== null && (
        <ul className="caps" aria-label="Top-up">
          <TopUpRow topUp={topUp} disabled={busy} onRemove={() => act(removeTopUp(session, owner))} />
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
          onSet={(wanted) => act(setTopUp(session, owner, wanted))}
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
