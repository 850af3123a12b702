import type { Key } from "../lib/catalogs";
import { text } from "../lib/language";
import type { Session } from "../lib/session";
import type { Theme } from "../lib/theme";
import { LanguageChoice } from "./LanguageChoice";

/** An address on the page, and its name. */
export type HeaderLink = [address: string, name: Key];

interface Props {
  links: HeaderLink[];
  session: Session | null;
  theme: Theme;
  onTheme: () => void;
  onSignOut: () => void;
}

export function Header({ links, session, theme, onTheme, onSignOut }: Props) {
  return (
    <header className="top">
      <a className="skip" href="#main">
        {text("skip")}
      </a>
      <div className="wide bar">
        <a className="brand" href="/">
          <img src="/favicon.svg" alt="" width="28" height="28" />
          Yumi Billing
        </a>
        <nav aria-label={text("sections")}>
          {links.map(([address, name]) => (
            <a key={address} href={address}>
              {text(name)}
            </a>
          ))}
        </nav>
        <div className="who">
          <LanguageChoice />
          <button className="quiet" type="button" onClick={onTheme} title={text("themeChange")}>
            <span className={`sun ${theme}`} aria-hidden="true" />
            <span className="unseen">{text("theme")} </span>
            <span className="theme-name">{text(`theme${theme}`)}</span>
          </button>
          {session !== null && (
            <>
              <span className="account" title={text("signedInAccount")}>
                {session.account}
              </span>
              <button className="quiet" type="button" onClick={onSignOut}>
                {text("signOut")}
              </button>
            </>
          )}
        </div>
      </div>
    </header>
  );
}
