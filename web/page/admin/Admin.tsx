import { Footer } from "../parts/Footer";
import { Header, type HeaderLink } from "../parts/Header";
import { DevelopmentSignIn, TokenSignIn } from "../parts/WaysIn";
import { text } from "../lib/language";
import { type About, OPERATORS, type Session } from "../lib/session";
import { useTheme } from "../lib/theme";
import { useLanguage } from "../lib/useLanguage";
import { useSession } from "../lib/useSession";
import { AuditLog } from "./AuditLog";
import { Clock } from "./Clock";
import { Figures } from "./Figures";
import { Prices } from "./Prices";
import { Programmes } from "./Programmes";
import { Webhooks } from "./Webhooks";

const LINKS: HeaderLink[] = [
  ["#figures", "figures"],
  ["#days", "linkDays"],
  ["#consumption", "linkConsumption"],
  ["#retention", "retention"],
  ["#prices", "linkPrices"],
  ["#programmes", "programmes"],
  ["#webhooks", "webhooks"],
  ["#log", "auditLog"],
];

/** Figures of the service for its operators. Needs a token with the scope `admin`. */
export function Admin() {
  const code = useLanguage(() => text("adminTitle"));
  const { about, error, session, signIn, signOut } = useSession(OPERATORS, code);
  const [theme, nextTheme] = useTheme();
  return (
    <>
      <Header links={session ? LINKS : []} session={session ?? null} theme={theme} onTheme={nextTheme} onSignOut={signOut} />
      {/* In another language everything is written anew, also what was told before. */}
      <main id="main" key={code}>
        <h1 className="page-title">{text("adminHeading")}</h1>
        {error !== null && (
          <p className="notice bad" role="alert">
            {text("unreachable", { error })}
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
      <Footer about={about} other={["/", "footerPage"]} />
    </>
  );
}

function Doors({ about, onSignIn }: { about: About; onSignIn: (session: Session) => void }) {
  return (
    <section className="doors" aria-label={text("signIn")}>
      <p className="lead">{text("adminDoor")}</p>
      {about.development && <DevelopmentSignIn account="operator" door={OPERATORS} onSignIn={onSignIn} />}
      <TokenSignIn door={OPERATORS} onSignIn={onSignIn} />
    </section>
  );
}
