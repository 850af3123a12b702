import { number } from "../lib/format";
import { text } from "../lib/language";
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
        <h1 id="welcome">{text("welcome")}</h1>
        <p className="lead">
          {text("lead", { monthly: number(10_000), daily: number(30_000) })}
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
