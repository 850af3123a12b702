import { useCallback, useEffect, useState } from "react";

import type { Code } from "../../src/i18n/catalogs";
import { useLoaded } from "./hooks";
import { type About, type Door, forget, readAbout, rememberedSession, type Session } from "./session";

interface SignedIn {
  about: About | null;
  /** The error, if the server's facts could not be read. */
  error: string | null;
  /** Null if nobody is signed in; undefined as long as that is not known. */
  session: Session | null | undefined;
  signIn: (session: Session) => void;
  signOut: () => void;
}

/** The user who signed in here, now or on an earlier visit. An error is told in the present language. */
export function useSession(door: Door, language: Code): SignedIn {
  const { data: about, error } = useLoaded(readAbout, language);
  const [session, setSession] = useState<Session | null>();
  useEffect(() => {
    // The facts are read again in another language. Whoever is signed in stays, and nothing of the account is read twice.
    if (about !== null) setSession((before) => before ?? rememberedSession(about, door));
    else if (error !== null) setSession(null);
  }, [about, error, door]);
  const signOut = useCallback(() => {
    forget(door);
    setSession(null);
  }, [door]);
  return { about, error, session, signIn: setSession, signOut };
}
