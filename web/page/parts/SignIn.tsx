import { type FormEvent, useState } from "react";

import { messageOf } from "../lib/hooks";
import {
  type About,
  developmentSession,
  rememberAccount,
  rememberToken,
  type Session,
  tokenSession,
} from "../lib/session";
import { Preview } from "./Preview";

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
          <DevelopmentSignIn account={about.account ?? "demo"} onSignIn={onSignIn} />
        ) : (
          <TokenSignIn onSignIn={onSignIn} />
        )}
      </div>
      <Preview />
    </section>
  );
}

/** One click; another account is one word more. */
function DevelopmentSignIn({ account, onSignIn }: { account: string; onSignIn: Props["onSignIn"] }) {
  const [name, setName] = useState(account);
  const [error, setError] = useState<string | null>(null);
  const signIn = async (event: FormEvent) => {
    event.preventDefault();
    const session = developmentSession(name.trim());
    try {
      await session.getToken();
      rememberAccount(session.account);
      onSignIn(session);
    } catch (problem) {
      setError(messageOf(problem));
    }
  };
  return (
    <form className="sign-in" onSubmit={signIn}>
      <button className="main" type="submit">
        Sign in as {name.trim() || "…"}
      </button>
      <label>
        <span>Account</span>
        <input value={name} onChange={(event) => setName(event.target.value)} required maxLength={255} spellCheck={false} />
      </label>
      <p className="hint">This is a development server: it gives a token to whoever asks.</p>
      {error !== null && (
        <p className="notice bad" role="alert">
          {error}
        </p>
      )}
    </form>
  );
}

function TokenSignIn({ onSignIn }: { onSignIn: Props["onSignIn"] }) {
  const [token, setToken] = useState("");
  const signIn = (event: FormEvent) => {
    event.preventDefault();
    rememberToken(token.trim());
    onSignIn(tokenSession(token.trim()));
  };
  return (
    <form className="sign-in" onSubmit={signIn}>
      <label>
        <span>Access token</span>
        <input type="password" autoComplete="off" value={token} onChange={(event) => setToken(event.target.value)} required />
      </label>
      <button className="main" type="submit">
        Sign in
      </button>
      <p className="hint">It stays in this tab and is forgotten when the tab is closed.</p>
    </form>
  );
}
