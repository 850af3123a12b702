import { type AlertKind, type AlertPartsFragment, AlertsDocument, RemoveAlertDocument, SetAlertDocument } from "../generated/operations";
import { ApiError, execute } from "./api";
import { number } from "./format";
import { text } from "./language";
import type { Session } from "./session";
import { counted } from "./words";

export type Alert = AlertPartsFragment;

/** An alert that was told, and the name of the team whose tokens it is about; null for the user's own. */
export interface Told {
  name: string | null;
  alert: Alert;
}

/** What somebody chooses for a new alert. */
export interface WantedAlert {
  kind: AlertKind;
  /** A name of the model, for the kind QUOTA_USED_PERCENT. */
  model: string;
  threshold: number;
}

/** The alerts of the account, in the order in which they were set. */
export async function alertsOf(session: Session, accountId: string | null): Promise<Alert[]> {
  return (await execute(AlertsDocument, { accountId }, session)).account?.alerts ?? [];
}

/** Raises ApiError, also for a refusal. */
export async function setAlert(session: Session, accountId: string | null, { kind, model, threshold }: WantedAlert): Promise<void> {
  const input = { accountId, kind, model: kind === "QUOTA_USED_PERCENT" ? model.trim() : null, threshold };
  const result = (await execute(SetAlertDocument, { input }, session)).setAlert;
  if (result.__typename !== "AlertSet") throw new ApiError(result.message, result.__typename);
}

/** Raises ApiError, also for a refusal. */
export async function removeAlert(session: Session, accountId: string | null, { kind, model, threshold }: Alert): Promise<void> {
  const input = { accountId, kind, model: model?.name ?? null, threshold };
  const result = (await execute(RemoveAlertDocument, { input }, session)).removeAlert;
  if (result.__typename !== "AlertRemoved") throw new ApiError(result.message, result.__typename);
}

/** What an alert waits for: "Balance below 9,500 tokens". */
export function titleOf({ kind, model, threshold }: Alert): string {
  return {
    BALANCE_BELOW: () => text("alertBALANCE_BELOW", { tokens: counted("TOKENS", threshold) }),
    QUOTA_USED_PERCENT: () => text("alertQUOTA_USED_PERCENT", { percent: number(threshold), model: model?.displayName ?? "" }),
    DAYS_LEFT_BELOW: () => text("alertDAYS_LEFT_BELOW", { days: counted("DAYS", threshold) }),
  }[kind]();
}

/** What an alert told last: "9,200 tokens were left". */
export function toldBy({ kind, lastValue }: Alert): string {
  const value = lastValue ?? 0;
  return {
    BALANCE_BELOW: () => text("toldBALANCE_BELOW", { n: value, tokens: counted("TOKENS", value) }),
    QUOTA_USED_PERCENT: () => text("toldQUOTA_USED_PERCENT", { percent: number(value) }),
    DAYS_LEFT_BELOW: () => text("toldDAYS_LEFT_BELOW", { days: counted("DAYS", value) }),
  }[kind]();
}

/** The alerts that were told after the revision. */
export function toldSince(alerts: readonly Alert[], revision: number): Alert[] {
  return alerts.filter((alert) => (alert.revision ?? 0) > revision);
}
