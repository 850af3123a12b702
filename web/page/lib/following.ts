import { Credentials } from "../../src/client/credentials";
import { openSocket } from "../../src/client/link";
import { Live } from "../../src/client/live";
import { Timer } from "../../src/client/schedule";
import { ENDPOINT } from "./api";
import type { Session } from "./session";

/** What many members use together changes often; it is told at most this often. */
const FOLLOW_MS = 1_000;
const nothing = () => undefined;

/**
 * Tells the revision of an account, the present one and each later one, until the returned function is called. It tells
 * nothing more after the account was lost, for example by leaving its team.
 */
export function followRevision(session: Session, accountId: string, tell: (revision: number) => void): () => void {
  const pause = new Timer();
  let latest = 0;
  const live = new Live({
    open: (token) => openSocket(ENDPOINT, token),
    accountId,
    credentials: new Credentials(({ expired }) => session.getToken(expired)),
    onBalance: ({ revision }) => {
      latest = revision;
      if (!pause.isSet) pause.set(FOLLOW_MS, () => tell(latest));
    },
    onLive: nothing,
    onDrop: nothing,
    onSignedOut: nothing,
    onRefused: nothing,
  });
  live.start();
  return () => {
    pause.clear();
    live.stop();
  };
}
