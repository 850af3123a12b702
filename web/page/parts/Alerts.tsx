import { type FormEvent, useCallback, useEffect, useRef, useState } from "react";

import type { AlertKind } from "../generated/operations";
import { type Alert, alertsOf, removeAlert, setAlert, titleOf, type Told, toldBy, toldSince, type WantedAlert } from "../lib/alerting";
import { dateTime } from "../lib/format";
import { useActing, useLoaded, type Version, versionOf } from "../lib/hooks";
import { text } from "../lib/language";
import { type Owner, ownAccount, type TeamOwner } from "../lib/owners";
import { rich } from "../lib/rich";
import type { Session } from "../lib/session";
import { wordsFor } from "../lib/words";
import { Choice } from "./Choice";
import { ForTeam } from "./ForTeam";
import { ModelPicker } from "./ModelPicker";
import { Problem } from "./Problem";
import { TokenField } from "./TokenField";

const KINDS: readonly AlertKind[] = ["BALANCE_BELOW", "QUOTA_USED_PERCENT", "DAYS_LEFT_BELOW"];
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
      <h2 id="alerts-title">{text("alerts")}</h2>
      <p className="faint">{text("alertsLead")}</p>
      <AlertDesk session={session} owner={ownAccount(revision)} onTold={tell} />
      {team && (
        <ForTeam label="alertsOf" name={team.name}>
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
        {alert.beyond && <span className="badge bad">{text("now")}</span>}
      </p>
      <p className="faint small">{lastTold(alert)}</p>
      <button className="quiet" type="button" disabled={disabled} onClick={onRemove}>
        {text("remove")} <span className="unseen">{text("theAlert", { title })}</span>
      </button>
    </li>
  );
}

function lastTold(alert: Alert): string {
  return alert.lastFiredAt === null ? text("notTold") : text("toldAt", { date: dateTime(alert.lastFiredAt), what: toldBy(alert) });
}

function AlertForm({ owner, disabled, onSet }: { owner: Owner; disabled: boolean; onSet: (wanted: WantedAlert) => void }) {
  const [wanted, setWanted] = useState<WantedAlert>({ kind: "BALANCE_BELOW", model: "", threshold: FIRST.BALANCE_BELOW });
  const change = (part: Partial<WantedAlert>) => setWanted((before) => ({ ...before, ...part }));
  const set = (event: FormEvent) => {
    event.preventDefault();
    onSet(wanted);
  };
  return (
    <form className="filters" aria-label={owner.name === null ? text("setAnAlert") : text("setAlertOf", { name: owner.name })} onSubmit={set}>
      <Choice
        label={text("alertFor")}
        value={wanted.kind}
        words={wordsFor(KINDS, (kind) => text(`alertKind${kind}`))}
        onChange={(kind) => change({ kind, threshold: FIRST[kind] })}
      />
      {wanted.kind === "QUOTA_USED_PERCENT" && (
        <label className="field">
          <span>{text("watchedModel")}</span>
          <ModelPicker id={`alert-model-${owner.accountId ?? "own"}`} value={wanted.model} onChange={(model) => change({ model })} placeholder="qwen-turbo" />
        </label>
      )}
      <TokenField label={text(`alertUnit${wanted.kind}`)} value={wanted.threshold} onChange={(threshold) => change({ threshold })} />
      <button type="submit" disabled={disabled}>
        {text("setAlert")}
      </button>
    </form>
  );
}

/** Messages of alerts that were told, the newest last, until they are closed. */
function Toasts({ news, onClose }: { news: Told[]; onClose: (told: Told) => void }) {
  return (
    <div className="toasts" role="status" aria-label={text("toldNow")}>
      {news.map((told) => (
        <p key={`${told.name} ${told.alert.revision} ${titleOf(told.alert)}`} className="notice toast">
          <span>
            {rich("toast", { title: <strong>{titleIn(told)}</strong> }, { what: toldBy(told.alert) })}
          </span>
          <button className="quiet" type="button" onClick={() => onClose(told)}>
            {text("close")} <span className="unseen">{text("theMessage", { title: titleOf(told.alert) })}</span>
          </button>
        </p>
      ))}
    </div>
  );
}

function titleIn({ name, alert }: Told): string {
  return name === null ? titleOf(alert) : text("comma", { first: name, rest: titleOf(alert) });
}
