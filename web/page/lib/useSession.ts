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
  const about = useLoaded(readAbout, language);
  const [session, setSession] = useState<Session | null>();
  useEffect(() => {
    if (about.data !== null) setSession(rememberedSession(about.data, door));
    else if (about.error !== null) setSession(null);
  }, [about.data, about.error, door]);
  const signOut = useCallback(() => {
    forget(door);
    setSession(null);
  }, [door]);
  return { about: about.data, error: about.error, session, signIn: setSession, signOut };
}
