import { useCallback, useEffect, useState } from "react";

import { TeamOfAccountDocument, type TeamRole } from "../generated/operations";
import { execute } from "./api";
import { followRevision } from "./following";
import { useLoaded, useLooks } from "./hooks";
import type { Session } from "./session";

/** An account whose settings the user may change: their own, or the pool of their team. */
export interface Owner {
  /** Null for the user's own account. */
  accountId: string | null;
  /** What headings call a team; null for the user's own account. */
  name: string | null;
  /** Data of the account are read again when this changes. */
  version: string;
}

/** The owner of the pool of a team. */
export interface TeamOwner extends Owner {
  accountId: string;
  name: string;
  /** Whether the user owns the team: only its owner may give it a plan, or take it. */
  isOwn: boolean;
}

/** The user's own account. */
export function ownAccount(revision: number | null): Owner {
  return { accountId: null, name: null, version: `${revision}` };
}

export interface FollowedTeam {
  /** Changes with everything that the user can see of the team. */
  version: string;
  /** The pool, if the user manages the team. */
  managed: TeamOwner | null;
  /** Reads again, after a change that the user made. */
  changed: () => void;
}

/** Whether the member invites others, sees everybody's uses and buys for the team. */
export function manages(role: TeamRole): boolean {
  return role !== "MEMBER";
}

/**
 * Follows the pool of the user's team live. What its ledger does not tell, as a new name, is read when the page is looked
 * at again.
 */
export function useTeam(session: Session, revision: number | null): FollowedTeam {
  const [pool, setPool] = useState<number | null>(null);
  const [changes, setChanges] = useState(0);
  const looks = useLooks();
  const version = `${revision} ${pool} ${changes} ${looks}`;
  const read = useCallback(async () => (await execute(TeamOfAccountDocument, {}, session)).account?.team ?? null, [session]);
  const { data } = useLoaded(read, version);
  const id = data?.team.id ?? null;
  useEffect(() => (id === null ? undefined : followRevision(session, id, setPool)), [session, id]);
  const managed = data !== null && manages(data.role) ? { accountId: data.team.id, name: data.team.name, version, isOwn: data.role === "OWNER" } : null;
  return { version, managed, changed: () => setChanges((before) => before + 1) };
}
