import { useCallback } from "react";

import type { Key } from "../lib/catalogs";
import { dateTime, number } from "../lib/format";
import { useActing, useLoaded, versionOf } from "../lib/hooks";
import { text } from "../lib/language";
import type { Owner } from "../lib/owners";
import { fromService } from "../lib/problems";
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
        <ul className="caps" aria-label={text("topUp")}>
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

/** Why a top-up stopped, by the code of the failure. */
const FAILURES: Partial<Record<string, Key>> = {
  authentication_required: "topUpFailureBank",
  no_payment_method: "topUpFailureCard",
  pack_not_found: "topUpFailurePack",
};

function TopUpRow({ topUp, disabled, onRemove }: { topUp: TopUp; disabled: boolean; onRemove: () => void }) {
  const title = titleOf(topUp);
  const { status, failure, used, maxPerMonth, resetsAt } = topUp;
  return (
    <li className="card">
      <p>
        <strong>
          <bdi>{title}</bdi>
        </strong>
        <span className={status === "STOPPED" ? "badge bad" : "badge good"}>{text(`topUp${status}`)}</span>
      </p>
      <p className="faint small">
        {text("topUpUsed", { n: maxPerMonth, used: number(used), most: number(maxPerMonth), date: dateTime(resetsAt) })}
      </p>
      {failure !== null && (
        <p role="status">
          {fromService(failure.message, () => text(FAILURES[failure.code] ?? "topUpFailureDeclined"))}
          {failure.url !== null && <a href={failure.url}>{text("topUpPay")}</a>}
          <span>{text("topUpAgain")}</span>
        </p>
      )}
      <button className="quiet" type="button" disabled={disabled} onClick={onRemove}>
        {text("remove")} <span className="unseen">{text("theTopUp", { title })}</span>
      </button>
    </li>
  );
}
