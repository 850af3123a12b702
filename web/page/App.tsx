import { Footer } from "./parts/Footer";
import { Header, type HeaderLink } from "./parts/Header";
import { Member } from "./parts/Member";
import { Visitor } from "./parts/Visitor";
import { text } from "./lib/language";
import { MEMBERS } from "./lib/session";
import { useTheme } from "./lib/theme";
import { useLanguage } from "./lib/useLanguage";
import { useSession } from "./lib/useSession";

const PUBLIC: HeaderLink[] = [
  ["#shop", "tokens"],
  ["#advice", "linkAdvice"],
  ["#catalog", "models"],
];
const SIGNED_IN: HeaderLink[] = [
  ["#play", "linkUse"],
  ["#insights", "insights"],
  ["#alerts", "alerts"],
  ["#caps", "linkCaps"],
  ["#top-up", "linkTopUp"],
  ["#team", "linkTeam"],
  ...PUBLIC,
  ["#history", "history"],
];

/** The whole product on one page: public parts for everybody, the account for a signed-in user. */
export function App() {
  const code = useLanguage(() => text("pageTitle"));
  const { about, error, session, signIn, signOut } = useSession(MEMBERS, code);
  const [theme, nextTheme] = useTheme();
  const links = session ? SIGNED_IN : PUBLIC;
  return (
    <>
      <Header links={links} session={session ?? null} theme={theme} onTheme={nextTheme} onSignOut={signOut} />
      {/* In another language everything is written anew, also what was told before. */}
      <main id="main" key={code}>
        {error !== null && (
          <p className="notice bad" role="alert">
            {text("unreachable", { error })}
          </p>
        )}
        {session === null && <Visitor about={about} onSignIn={signIn} />}
        {session && <Member key={session.account} session={session} theme={theme} />}
      </main>
      <Footer about={about} other={["/admin", "footerAdmin"]} />
    </>
  );
}
