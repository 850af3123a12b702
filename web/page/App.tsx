import { useCallback, useEffect, useState } from "react";

import { Catalog } from "./parts/Catalog";
import { Footer } from "./parts/Footer";
import { Header } from "./parts/Header";
import { History } from "./parts/History";
import { Advice } from "./parts/Advice";
import { Play } from "./parts/Play";
import { Returned } from "./parts/Returned";
import { Shop } from "./parts/Shop";
import { SignIn } from "./parts/SignIn";
import { Status } from "./parts/Status";
import { useLoaded } from "./lib/hooks";
import { usePulse } from "./lib/pulse";
import { forget, readAbout, rememberedSession, type Session } from "./lib/session";
import { useTheme } from "./lib/theme";

/** The whole product on one page: what is public for everybody, the account for who is signed in. */
export function App() {
  const about = useLoaded(readAbout);
  const [session, setSession] = useState<Session | null>(null);
  const [theme, nextTheme] = useTheme();
  const [model, setModel] = useState("gpt-4o");
  const pulse = usePulse(session);
  const revision = pulse?.revision ?? null;

  useEffect(() => {
    if (about.data !== null) setSession(rememberedSession(about.data));
  }, [about.data]);

  const signOut = useCallback(() => {
    forget();
    setSession(null);
  }, []);
  const tryModel = useCallback((name: string) => {
    setModel(name);
    document.getElementById("play")?.scrollIntoView({ block: "start" });
    document.getElementById("play-model")?.focus({ preventScroll: true });
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
          about.data !== null && <SignIn about={about.data} onSignIn={setSession} />
        ) : (
          <>
            <h1 className="unseen">Your account</h1>
            <Returned session={session} revision={revision} />
            <div className="desk">
              <Status session={session} theme={theme} />
              <Play session={session} model={model} onModel={setModel} pulse={pulse} />
            </div>
          </>
        )}
        <Shop session={session} revision={revision} />
        <Advice onTry={session === null ? null : tryModel} />
        <Catalog session={session} revision={revision} onTry={session === null ? null : tryModel} />
        {session !== null && <History session={session} revision={revision} />}
      </main>
      <Footer about={about.data} />
    </>
  );
}
