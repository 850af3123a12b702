import { type About, MEMBERS, type Session } from "../lib/session";
import { Preview } from "./Preview";
import { DevelopmentSignIn, TokenSignIn } from "./WaysIn";

interface Props {
  about: About;
  onSignIn: (session: Session) => void;
}

export function SignIn({ about, onSignIn }: Props) {
  return (
    <section className="hero" aria-labelledby="welcome">
      <div>
        <h1 id="welcome">Every token, accounted for.</h1>
        <p className="lead">
          Free models cost nothing within their providers’ limits. Premium models draw on tokens: 10,000 a month for
          everyone, 30,000 a day with Premium, and packs that never expire.
        </p>
        {about.development ? (
          <DevelopmentSignIn account={about.account ?? "demo"} door={MEMBERS} onSignIn={onSignIn} />
        ) : (
          <TokenSignIn door={MEMBERS} onSignIn={onSignIn} />
        )}
      </div>
      <Preview />
    </section>
  );
}
