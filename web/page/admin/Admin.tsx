import { Footer } from "../parts/Footer";
import { Header, type HeaderLink } from "../parts/Header";
import { DevelopmentSignIn, TokenSignIn } from "../parts/WaysIn";
import { type About, OPERATORS, type Session } from "../lib/session";
import { useTheme } from "../lib/theme";
import { useSession } from "../lib/useSession";
import { AuditLog } from "./AuditLog";
import { Clock } from "./Clock";
import { Figures } from "./Figures";
import { Prices } from "./Prices";
import { Programmes } from "./Programmes";
import { Webhooks } from "./Webhooks";

const LINKS: HeaderLink[] = [
  ["#figures", "Figures"],
  ["#days", "Days"],
  ["#consumption", "Consumption"],
  ["#retention", "Retention"],
  ["#prices", "Prices"],
  ["#programmes", "Programmes"],
  ["#webhooks", "Webhooks"],
  ["#log", "Audit log"],
];

/** Figures of the service for its operators. Needs a token with the scope `admin`. */
export function Admin() {
  const { about, error, session, signIn, signOut } = useSession(OPERATORS);
  const [theme, nextTheme] = useTheme();
  return (
    <>
      <Header links={session ? LINKS : []} session={session ?? null} theme={theme} onTheme={nextTheme} onSignOut={signOut} />
      <main id="main">
        <h1 className="page-title">How the service is doing</h1>
        {error !== null && (
          <p className="notice bad" role="alert">
            The server can’t be reached: {error}
          </p>
        )}
        {session === null && about !== null && <Doors about={about} onSignIn={signIn} />}
        {session && (
          <div key={session.account}>
            <Figures session={session} />
            <Prices session={session} />
            <Programmes session={session} />
            <Webhooks session={session} />
            <AuditLog session={session} />
            <Clock session={session} />
          </div>
        )}
      </main>
      <Footer about={about} other={["/", "The page for accounts"]} />
    </>
  );
}

function Doors({ about, onSignIn }: { about: About; onSignIn: (session: Session) => void }) {
  return (
    <section className="doors" aria-label="Sign in">
      <p className="lead">These figures cover all accounts. You need a token with the scope “admin”.</p>
      {about.development && <DevelopmentSignIn account="operator" door={OPERATORS} onSignIn={onSignIn} />}
      <TokenSignIn door={OPERATORS} onSignIn={onSignIn} />
    </section>
  );
}
