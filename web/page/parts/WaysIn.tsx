import { type FormEvent, useState } from "react";

import { messageOf } from "../lib/hooks";
import { text } from "../lib/language";
import { developmentSession, type Door, rememberAccount, rememberToken, type Session, tokenSession } from "../lib/session";

interface Props {
  door: Door;
  onSignIn: (session: Session) => void;
}

/** Signs in with one click; another account needs its name. */
export function DevelopmentSignIn({ account, door, onSignIn }: Props & { account: string }) {
  const [name, setName] = useState(account);
  const [error, setError] = useState<string | null>(null);
  const signIn = async (event: FormEvent) => {
    event.preventDefault();
    const session = developmentSession(name.trim(), door);
    try {
      await session.getToken();
      rememberAccount(session.account, door);
      onSignIn(session);
    } catch (problem) {
      setError(messageOf(problem));
    }
  };
  return (
    <form className="sign-in" onSubmit={signIn}>
      <button className="main" type="submit">
        {text("signInAs", { name: name.trim() || "…" })}
      </button>
      <label>
        <span>{text("account")}</span>
        <input value={name} onChange={(event) => setName(event.target.value)} required maxLength={255} spellCheck={false} />
      </label>
      <p className="hint">{text("developmentHint")}</p>
      {error !== null && (
        <p className="notice bad" role="alert">
          {error}
        </p>
      )}
    </form>
  );
}

export function TokenSignIn({ door, onSignIn }: Props) {
  const [token, setToken] = useState("");
  const signIn = (event: FormEvent) => {
    event.preventDefault();
    rememberToken(token.trim(), door);
    onSignIn(tokenSession(token.trim()));
  };
  return (
    <form className="sign-in" onSubmit={signIn}>
      <label>
        <span>{text("accessToken")}</span>
        <input type="password" autoComplete="off" value={token} onChange={(event) => setToken(event.target.value)} required />
      </label>
      <button className="main" type="submit">
        {text("signIn")}
      </button>
      <p className="hint">{text("tokenHint")}</p>
    </form>
  );
}
