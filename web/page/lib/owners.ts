import { useCallback, useEffect, useRef, useState } from "react";

import type { TeamRole } from "../generated/operations";
import { followRevision } from "./following";
import { useLoaded, useLooks, type Version, versionOf } from "./hooks";
import type { Session } from "./session";
import { type Membership, ownTeam } from "./teaming";

/** An account whose settings the user may change: their own, or the pool of their team. */
export interface Owner {
  /** Null for the user's own account. */
  accountId: string | null;
  /** What headings call a team; null for the user's own account. */
  name: string | null;
  /** Data of the account are read again when this changes. */
  version: Version;
}

/** The owner of the pool of a team. */
export interface TeamOwner extends Owner {
  accountId: string;
  name: string;
  /** Whether the user owns the team: only its owner may give it a plan, or take it. */
  isOwn: boolean;
}

/** The version of what visitors see: it depends on no account. */
export const VISITOR = 0;

/** The user's own account. */
export function ownAccount(version: Version): Owner {
  return { accountId: null, name: null, version };
}

export interface FollowedTeam {
  /** The user's place in the team; null without a team, undefined as long as that is not known. */
  membership: Membership | null | undefined;
  error: string | null;
  /** Changes with everything that the user can see of the team. */
  version: Version;
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
export function useTeam(session: Session, revision: Version): FollowedTeam {
  const [news, setNews] = useState(0);
  const [changes, setChanges] = useState(0);
  const looks = useLooks();
  const read = useCallback(async () => ({ membership: await ownTeam(session) }), [session]);
  const { data, error, answers } = useLoaded(read, versionOf(revision, news, changes, looks));
  const membership = data?.membership;
  const id = membership?.team.id ?? null;
  const known = useRef(0);
  useEffect(() => {
    known.current = membership?.team.account.balance.revision ?? 0;
  }, [membership]);
  useEffect(() => {
    // The first revision that is told is usually the one that was read.
    const tell = (told: number) => told > known.current && setNews((before) => before + 1);
    return id === null ? undefined : followRevision(session, id, tell);
  }, [session, id]);
  const managed = membership && manages(membership.role) ? poolOf(membership, answers) : null;
  return { membership, error, version: answers, managed, changed: () => setChanges((before) => before + 1) };
}

function poolOf({ role, team }: Membership, version: Version): TeamOwner {
  return { accountId: team.id, name: team.name, version, isOwn: role === "OWNER" };
}
