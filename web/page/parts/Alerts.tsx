import { type FormEvent, useCallback, useEffect, useRef, useState } from "react";

import type { AlertKind } from "../generated/operations";
import { type Alert, alertsOf, removeAlert, setAlert, titleOf, type Told, toldBy, toldSince, type WantedAlert } from "../lib/alerting";
import { dateTime } from "../lib/format";
import { useActing, useLoaded, type Version, versionOf } from "../lib/hooks";
import { type Owner, ownAccount, type TeamOwner } from "../lib/owners";
import type { Session } from "../lib/session";
import { Choice } from "./Choice";
import { ForTeam } from "./ForTeam";
import { ModelPicker } from "./ModelPicker";
import { Problem } from "./Problem";
import { TokenField } from "./TokenField";

const KINDS: Record<AlertKind, string> = {
  BALANCE_BELOW: "Tokens below",
  QUOTA_USED_PERCENT: "Percent of a free model used",
  DAYS_LEFT_BELOW: "Days left below",
};
const UNITS: Record<AlertKind, string> = { BALANCE_BELOW: "Tell me at tokens", QUOTA_USED_PERCENT: "Tell me at percent", DAYS_LEFT_BELOW: "Tell me at days" };
const FIRST: Record<AlertKind, number> = { BALANCE_BELOW: 5_000, QUOTA_USED_PERCENT: 80, DAYS_LEFT_BELOW: 7 };

interface Props {
  session: Session;
  revision: Version;
  team: TeamOwner | null;
}

/** The alerts of the account and of the team that the user manages, and a message when one is told. */
export function Alerts({ session, revision, team }: Props) {
  const [news, setNews] = useState<Told[]>([]);
  const tell = useCallback((told: Told[]) => setNews((before) => [...before, ...told]), []);
  return (
    <section id="alerts" className="section" aria-labelledby="alerts-title">
      <h2 id="alerts-title">Alerts</h2>
      <p className="faint">An alert tells you once when a value passes its threshold, and again after the value came back.</p>
      <AlertDesk session={session} owner={ownAccount(revision)} onTold={tell} />
      {team && (
        <ForTeam label="Alerts" name={team.name}>
          <AlertDesk key={team.accountId} session={session} owner={team} onTold={tell} />
        </ForTeam>
      )}
      <Toasts news={news} onClose={(told) => setNews((before) => before.filter((one) => one !== told))} />
    </section>
  );
}

interface DeskProps {
  session: Session;
  owner: Owner;
  onTold: (told: Told[]) => void;
}

/** What each alert of one account has told, and the ways to set and remove one. */
function AlertDesk({ session, owner, onTold }: DeskProps) {
  const { accountId, version } = owner;
  const read = useCallback(() => alertsOf(session, accountId), [session, accountId]);
  const { act, busy, problem, changes } = useActing();
  const { data, error } = useLoaded(read, versionOf(version, changes));
  useNews(data, owner.name, onTold);
  return (
    <>
      <Problem>{problem ?? error}</Problem>
      {data !== null && data.length > 0 && (
        <ul className="caps">
          {data.map((alert) => (
            <AlertRow key={titleOf(alert)} alert={alert} disabled={busy} onRemove={() => act(removeAlert(session, accountId, alert))} />
          ))}
        </ul>
      )}
      <AlertForm owner={owner} disabled={busy} onSet={(wanted) => act(setAlert(session, accountId, wanted))} />
    </>
  );
}

/** Reports the alerts that were told since the page was opened. */
function useNews(alerts: Alert[] | null, name: string | null, onTold: (told: Told[]) => void): void {
  const seen = useRef<number | null>(null);
  useEffect(() => {
    if (alerts === null) return;
    const latest = Math.max(0, ...alerts.map((alert) => alert.revision ?? 0));
    const told = seen.current === null ? [] : toldSince(alerts, seen.current);
    if (told.length > 0) onTold(told.map((alert) => ({ name, alert })));
    seen.current = Math.max(seen.current ?? 0, latest);
  }, [alerts, name, onTold]);
}

function AlertRow({ alert, disabled, onRemove }: { alert: Alert; disabled: boolean; onRemove: () => void }) {
  const title = titleOf(alert);
  return (
    <li className="card">
      <p>
        <strong>
          <bdi>{title}</bdi>
        </strong>
        {alert.beyond && <span className="badge bad">now</span>}
      </p>
      <p className="faint small">{alert.lastFiredAt === null ? "Not told yet" : `Told ${dateTime(alert.lastFiredAt)}: ${toldBy(alert)}`}</p>
      <button className="quiet" type="button" disabled={disabled} onClick={onRemove}>
        Remove <span className="unseen">the alert: {title}</span>
      </button>
    </li>
  );
}

function AlertForm({ owner, disabled, onSet }: { owner: Owner; disabled: boolean; onSet: (wanted: WantedAlert) => void }) {
  const [wanted, setWanted] = useState<WantedAlert>({ kind: "BALANCE_BELOW", model: "", threshold: FIRST.BALANCE_BELOW });
  const change = (part: Partial<WantedAlert>) => setWanted((before) => ({ ...before, ...part }));
  const set = (event: FormEvent) => {
    event.preventDefault();
    onSet(wanted);
  };
  return (
    <form className="filters" aria-label={owner.name === null ? "Set an alert" : `Set an alert of ${owner.name}`} onSubmit={set}>
      <Choice label="Alert for" value={wanted.kind} words={KINDS} onChange={(kind) => change({ kind, threshold: FIRST[kind] })} />
      {wanted.kind === "QUOTA_USED_PERCENT" && (
        <label className="field">
          <span>Watched model</span>
          <ModelPicker id={`alert-model-${owner.accountId ?? "own"}`} value={wanted.model} onChange={(model) => change({ model })} placeholder="qwen-turbo" />
        </label>
      )}
      <TokenField label={UNITS[wanted.kind]} value={wanted.threshold} onChange={(threshold) => change({ threshold })} />
      <button type="submit" disabled={disabled}>
        Set alert
      </button>
    </form>
  );
}

/** Messages of alerts that were told, the newest last, until they are closed. */
function Toasts({ news, onClose }: { news: Told[]; onClose: (told: Told) => void }) {
  return (
    <div className="toasts" role="status" aria-label="Told just now">
      {news.map((told) => (
        <p key={`${told.name} ${told.alert.revision} ${titleOf(told.alert)}`} className="notice toast">
          <span>
            <strong>
              {told.name !== null && <bdi>{told.name}, </bdi>}
              {titleOf(told.alert)}
            </strong>
            : {toldBy(told.alert)}.
          </span>
          <button className="quiet" type="button" onClick={() => onClose(told)}>
            Close <span className="unseen">the message: {titleOf(told.alert)}</span>
          </button>
        </p>
      ))}
    </div>
  );
}
