import {
  CloseTeamDocument,
  FoundTeamDocument,
  HandOverTeamDocument,
  InviteToTeamDocument,
  JoinTeamDocument,
  LeaveTeamDocument,
  type LimitPartsFragment,
  OwnTeamDocument,
  type OwnTeamQuery,
  type PayFrom,
  RemoveFromTeamDocument,
  RenameTeamDocument,
  RevokeInvitationDocument,
  SetTeamMemberDocument,
  type SetTeamMemberInput,
  TeamInvitationsDocument,
  type TeamInvitationsQuery,
  type TeamKind,
  TeamMembersDocument,
  type TeamMembersQuery,
  type TeamRole,
  TeamUsesDocument,
  type TeamUsesQuery,
} from "../generated/operations";
import { ApiError, execute, newKey } from "./api";
import { number } from "./format";
import { text } from "./language";
import type { Session } from "./session";
import { counted } from "./words";

export type Membership = NonNullable<NonNullable<OwnTeamQuery["account"]>["team"]>;
export type TeamUse = NonNullable<TeamUsesQuery["team"]>["account"]["usage"]["nodes"][number];
export type TeamMember = NonNullable<TeamMembersQuery["team"]>["members"]["nodes"][number];
export type Invitation = NonNullable<TeamInvitationsQuery["team"]>["invitations"][number];
export type Limit = LimitPartsFragment;
/** A role that can be given. */
export type GivenRole = Exclude<TeamRole, "OWNER">;

const DAY_SECONDS = 86_400;

/** What somebody chooses for an invitation. */
export interface WantedInvitation {
  role: GivenRole;
  limit: Limit | null;
  days: number;
  /** The verified email address that the account must have; empty: any account may join. */
  address: string;
}

/** The account's team; null if there is none. */
export async function ownTeam(session: Session): Promise<Membership | null> {
  return (await execute(OwnTeamDocument, {}, session)).account?.team ?? null;
}

/** The beginning of a long list, and whether there is more. */
export interface Beginning<Node> {
  nodes: Node[];
  more: boolean;
}

interface Page<Node> {
  nodes: Node[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
}

/** Read pages until there are `most` of a list; none if nothing is found. */
async function beginning<Node>(read: (after: string | null) => Promise<Page<Node> | undefined>, most: number): Promise<Beginning<Node>> {
  const nodes: Node[] = [];
  let after: string | null = null;
  let more = true;
  while (more && nodes.length < most) {
    const page = await read(after);
    if (page === undefined) return { nodes, more: false };
    nodes.push(...page.nodes);
    after = page.pageInfo.endCursor;
    more = page.pageInfo.hasNextPage;
  }
  return { nodes, more };
}

/** The first members of a team. A plain member sees only itself. */
export function membersOf(session: Session, id: string, most: number): Promise<Beginning<TeamMember>> {
  return beginning(async (after) => (await execute(TeamMembersDocument, { id, after }, session)).team?.members, most);
}

/** The last uses of a team's tokens that this member may see. */
export function teamUses(session: Session, id: string, most: number): Promise<Beginning<TeamUse>> {
  return beginning(async (after) => (await execute(TeamUsesDocument, { id, after }, session)).team?.account.usage, most);
}

/** The open invitations of a team, for the members who manage it. */
export async function invitationsOf(session: Session, id: string): Promise<Invitation[]> {
  return (await execute(TeamInvitationsDocument, { id }, session)).team?.invitations ?? [];
}

/** A limit in words: "500 tokens a day". */
export function limitOf({ tokens, period }: Limit): string {
  return text(`per${period}`, { amount: counted("TOKENS", tokens) });
}

/** What the team has paid for a member: "100 of 500 tokens a day". */
export function paidFor({ used, limit }: { used: number; limit: Limit | null }): string {
  return limit === null ? counted("TOKENS", used) : text("paidOfLimit", { used: number(used), limit: limitOf(limit) });
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
const key = () => ({ idempotencyKey: newKey() });

export async function foundTeam(session: Session, name: string, kind: TeamKind): Promise<void> {
  accepted((await execute(FoundTeamDocument, { input: { name, kind, ...key() } }, session)).createTeam);
}

export async function joinTeam(session: Session, code: string): Promise<void> {
  accepted((await execute(JoinTeamDocument, { input: { code: code.trim(), ...key() } }, session)).joinTeam);
}

export async function renameTeam(session: Session, teamId: string, name: string): Promise<void> {
  accepted((await execute(RenameTeamDocument, { input: { teamId, name, ...key() } }, session)).renameTeam);
}

export async function handOver(session: Session, teamId: string, accountId: string): Promise<void> {
  accepted((await execute(HandOverTeamDocument, { input: { teamId, accountId, ...key() } }, session)).handOverTeam);
}

export async function invite(session: Session, teamId: string, wanted: WantedInvitation): Promise<void> {
  const { role, limit, days, address } = wanted;
  const asked = { teamId, role, limit, expiresInSeconds: days * DAY_SECONDS, address: address.trim() || null };
  accepted((await execute(InviteToTeamDocument, { input: { ...asked, ...key() } }, session)).inviteToTeam);
}

export async function revoke(session: Session, code: string): Promise<void> {
  accepted((await execute(RevokeInvitationDocument, { input: { code, ...key() } }, session)).revokeInvitation);
}

/** What is left out stays; a limit that is null takes it away. */
export type MemberChange = Pick<SetTeamMemberInput, "limit"> & { role?: GivenRole; payFrom?: PayFrom };

export async function changeMember(session: Session, teamId: string, accountId: string, change: MemberChange): Promise<void> {
  accepted((await execute(SetTeamMemberDocument, { input: { teamId, accountId, ...change, ...key() } }, session)).setTeamMember);
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
