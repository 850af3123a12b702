import {
  ApplyCodeDocument,
  DiscountsDocument,
  type DiscountsQuery,
  ProgrammeRequestsDocument,
  type ProgrammeRequestsQuery,
  ProgrammesOfDocument,
  type ProgrammesOfQuery,
  RemoveProgrammeDocument,
  RequestProgrammeDocument,
  SetProgrammeDocument,
} from "../generated/operations";
import { ApiError, execute, newKey } from "./api";
import { date, part } from "./format";
import { text } from "./language";
import type { Session } from "./session";
import { listed } from "./words";

export type OwnProgramme = NonNullable<DiscountsQuery["account"]>["programmes"][number];
export type Askable = DiscountsQuery["programmes"][number];
export type SomeonesProgramme = NonNullable<ProgrammesOfQuery["account"]>["programmes"][number];
export type Waiting = ProgrammeRequestsQuery["programmeRequests"][number];

/** What an operator sets: `until` is a day, or empty for no end. */
export interface WantedProgramme {
  accountId: string;
  programme: string;
  until: string;
  reason: string;
}

/** The programmes of an account, and those that it can ask for. */
export function readDiscounts(session: Session, accountId: string | null): Promise<DiscountsQuery> {
  return execute(DiscountsDocument, { accountId }, session);
}

/** Uses a code. Returns what to tell about it; raises ApiError, also for a refusal. */
export async function applyCode(session: Session, accountId: string | null, code: string): Promise<string> {
  const input = { accountId, code, idempotencyKey: newKey() };
  const result = (await execute(ApplyCodeDocument, { input }, session)).applyCode;
  if (result.__typename !== "CodeApplied") throw new ApiError(result.message, result.__typename);
  return text(accountId === null ? "codeLowersYours" : "codeLowersTeam", { programme: result.programme.programme.displayName });
}

/** Asks for a programme. As `applyCode`. */
export async function requestProgramme(session: Session, accountId: string | null, programme: string, proof: string): Promise<string> {
  const input = { accountId, programme, proof };
  const result = (await execute(RequestProgrammeDocument, { input }, session)).requestProgramme;
  if (result.__typename !== "ProgrammeRequested") throw new ApiError(result.message, result.__typename);
  return text("requestWaits", { programme: result.request.programme.displayName });
}

export async function waiting(session: Session): Promise<Waiting[]> {
  return (await execute(ProgrammeRequestsDocument, {}, session)).programmeRequests;
}

/** The programmes of an account; null if there is no such account. */
export async function programmesOf(session: Session, id: string): Promise<SomeonesProgramme[] | null> {
  return (await execute(ProgrammesOfDocument, { id }, session)).account?.programmes ?? null;
}

/** Raises ApiError, also for a refusal. */
export async function setProgramme(session: Session, { accountId, programme, until, reason }: WantedProgramme): Promise<void> {
  const input = { accountId, programme, until: until === "" ? null : `${until}T00:00:00Z`, reason };
  const result = (await execute(SetProgrammeDocument, { input }, session)).setProgramme;
  if (result.__typename !== "ProgrammeSet") throw new ApiError(result.message, result.__typename);
}

/** As `setProgramme`. It also declines a request. */
export async function removeProgramme(session: Session, accountId: string, programme: string, reason: string): Promise<void> {
  const input = { accountId, programme, reason };
  const result = (await execute(RemoveProgrammeDocument, { input }, session)).removeProgramme;
  if (result.__typename !== "ProgrammeRemoved") throw new ApiError(result.message, result.__typename);
}

/** What a programme takes off: "30% off packs, 50% off plans". */
export function offOf({ packsOff, plansOff }: { packsOff: string | null; plansOff: string | null }): string {
  const packs = packsOff === null ? [] : [text("packsOff", { off: part(packsOff) })];
  const plans = plansOff === null ? [] : [text("plansOff", { off: part(plansOff) })];
  return listed([...packs, ...plans]);
}

/** Until when a programme counts, in words. */
export function endOf({ until, isActive }: { until: string | null; isActive: boolean }): string {
  if (until === null) return text("withoutEnd");
  return text(isActive ? "untilDate" : "endedOn", { date: date(until) });
}
