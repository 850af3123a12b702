import { Footer } from "./parts/Footer";
import { Header, type HeaderLink } from "./parts/Header";
import { Member } from "./parts/Member";
import { Visitor } from "./parts/Visitor";
import { MEMBERS } from "./lib/session";
import { useTheme } from "./lib/theme";
import { useSession } from "./lib/useSession";

const PUBLIC: HeaderLink[] = [
  ["#shop", "Tokens"],
  ["#advice", "Advice"],
  ["#catalog", "Models"],
];
const SIGNED_IN: HeaderLink[] = [["#play", "Use"], ["#insights", "Insights"], ["#alerts", "Alerts"], ["#caps", "Caps"], ["#top-up", "Top-up"], ["#team", "Team"], ...PUBLIC, ["#history", "History"]];

/** The whole product on one page: public parts for everybody, the account for a signed-in user. */
export function App() {
  const { about, error, session, signIn, signOut } = useSession(MEMBERS);
  const [theme, nextTheme] = useTheme();
  const links = session ? SIGNED_IN : PUBLIC;
  return (
    <>
      <Header links={links} session={session ?? null} theme={theme} onTheme={nextTheme} onSignOut={signOut} />
      <main id="main">
        {error !== null && (
          <p className="notice bad" role="alert">
            The server can’t be reached: {error}
          </p>
        )}
        {session === null && <Visitor about={about} onSignIn={signIn} />}
        {session && <Member key={session.account} session={session} theme={theme} />}
      </main>
      <Footer about={about} other={["/admin", "Figures for operators"]} />
    </>
  );
}
