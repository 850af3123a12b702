import {
  CloseTeamDocument,
  FoundTeamDocument,
  InviteToTeamDocument,
  JoinTeamDocument,
  LeaveTeamDocument,
  OwnTeamDocument,
  type OwnTeamQuery,
  type PayFrom,
  type QuotaPeriod,
  RemoveFromTeamDocument,
  RevokeInvitationDocument,
  SetTeamMemberDocument,
  TeamInvitationsDocument,
  type TeamInvitationsQuery,
  type TeamKind,
  type TeamRole,
} from "../generated/operations";
import { ApiError, execute } from "./api";
import { number } from "./format";
import type { Session } from "./session";

export type Membership = NonNullable<NonNullable<OwnTeamQuery["account"]>["team"]>;
export type TeamMember = Membership["team"]["members"]["nodes"][number];
export type Invitation = NonNullable<TeamInvitationsQuery["team"]>["invitations"][number];

export interface OwnTeam {
  membership: Membership | null;
  /** Open invitations; none for a plain member, who may not see them. */
  invitations: Invitation[];
}

/** Whether the member invites others and sees everybody's uses. */
export function manages(role: TeamRole): boolean {
  return role !== "MEMBER";
}

/** The account's team, with what this member may see of it. */
export async function ownTeam(session: Session): Promise<OwnTeam> {
  const membership = (await execute(OwnTeamDocument, {}, session)).account?.team ?? null;
  if (membership === null || !manages(membership.role)) return { membership, invitations: [] };
  const found = await execute(TeamInvitationsDocument, { id: membership.team.id }, session);
  return { membership, invitations: found.team?.invitations ?? [] };
}

/** What the team has paid for a member: "100 of 500 tokens a day". */
export function paidFor({ used, limit }: { used: number; limit: TeamMember["limit"] }): string {
  if (limit === null) return `${number(used)} tokens`;
  return `${number(used)} of ${number(limit.tokens)} tokens a ${limit.period === "DAY" ? "day" : "month"}`;
}

interface Told {
  __typename: string;
  message?: string;
}

/** Raises ApiError for a refusal. */
function accepted(told: Told): void {
  if (told.message !== undefined) throw new ApiError(told.message, told.__typename);
}

/** A key for one request: each click is a request of its own. */
const key = () => ({ idempotencyKey: crypto.randomUUID() });

export async function foundTeam(session: Session, name: string, kind: TeamKind): Promise<void> {
  accepted((await execute(FoundTeamDocument, { input: { name, kind, ...key() } }, session)).createTeam);
}

export async function joinTeam(session: Session, code: string): Promise<void> {
  accepted((await execute(JoinTeamDocument, { input: { code: code.trim(), ...key() } }, session)).joinTeam);
}

export async function invite(session: Session, teamId: string, role: "ADMIN" | "MEMBER"): Promise<void> {
  accepted((await execute(InviteToTeamDocument, { input: { teamId, role, ...key() } }, session)).inviteToTeam);
}

export async function revoke(session: Session, code: string): Promise<void> {
  accepted((await execute(RevokeInvitationDocument, { input: { code, ...key() } }, session)).revokeInvitation);
}

export async function limitMember(
  session: Session,
  teamId: string,
  accountId: string,
  limit: { tokens: number; period: QuotaPeriod } | null,
): Promise<void> {
  accepted((await execute(SetTeamMemberDocument, { input: { teamId, accountId, limit, ...key() } }, session)).setTeamMember);
}

export async function payFirst(session: Session, teamId: string, accountId: string, payFrom: PayFrom): Promise<void> {
  accepted((await execute(SetTeamMemberDocument, { input: { teamId, accountId, payFrom, ...key() } }, session)).setTeamMember);
}

export async function removeMember(session: Session, teamId: string, accountId: string): Promise<void> {
  accepted((await execute(RemoveFromTeamDocument, { input: { teamId, accountId, ...key() } }, session)).removeFromTeam);
}

export async function leaveTeam(session: Session, teamId: string): Promise<void> {
  accepted((await execute(LeaveTeamDocument, { input: { teamId, ...key() } }, session)).leaveTeam);
}

export async function closeTeam(session: Session, teamId: string): Promise<void> {
  accepted((await execute(CloseTeamDocument, { input: { teamId, ...key() } }, session)).closeTeam);
}
