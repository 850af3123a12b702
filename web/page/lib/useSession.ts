import { useCallback, useEffect, useState } from "react";

import { useLoaded } from "./hooks";
import { type About, type Door, forget, readAbout, rememberedSession, type Session } from "./session";

interface SignedIn {
  about: About | null;
  /** The error, if the server's facts could not be read. */
  error: string | null;
  session: Session | null;
  signIn: (session: Session) => void;
  signOut: () => void;
}

/** The user who signed in here, now or on an earlier visit. */
export function useSession(door: Door): SignedIn {
  const about = useLoaded(readAbout);
  const [session, setSession] = useState<Session | null>(null);
  useEffect(() => {
    if (about.data !== null) setSession(rememberedSession(about.data, door));
  }, [about.data, door]);
  const signOut = useCallback(() => {
    forget(door);
    setSession(null);
  }, [door]);
  return { about: about.data, error: about.error, session, signIn: setSession, signOut };
}
