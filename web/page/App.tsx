import { useCallback, useEffect, useState } from "react";

import { Footer } from "./parts/Footer";
import { Header } from "./parts/Header";
import { Member } from "./parts/Member";
import { Visitor } from "./parts/Visitor";
import { useLoaded } from "./lib/hooks";
import { forget, readAbout, rememberedSession, type Session } from "./lib/session";
import { useTheme } from "./lib/theme";

/** The whole product on one page: what is public for everybody, the account for who is signed in. */
export function App() {
  const about = useLoaded(readAbout);
  const [session, setSession] = useState<Session | null>(null);
  const [theme, nextTheme] = useTheme();

  useEffect(() => {
    if (about.data !== null) setSession(rememberedSession(about.data));
  }, [about.data]);

  const signOut = useCallback(() => {
    forget();
    setSession(null);
  }, []);

  return (
    <>
      <Header session={session} theme={theme} onTheme={nextTheme} onSignOut={signOut} />
      <main id="main">
        {about.error !== null && (
          <p className="notice bad" role="alert">
            The server can’t be reached: {about.error}
          </p>
        )}
        {session === null ? (
          <Visitor about={about.data} onSignIn={setSession} />
        ) : (
          <Member key={session.account} session={session} theme={theme} />
        )}
      </main>
      <Footer about={about.data} />
    </>
  );
}
