import type { Session } from "../lib/session";
import type { Theme } from "../lib/theme";

/** An address on the page, and its name. */
export type HeaderLink = [address: string, name: string];

interface Props {
  links: HeaderLink[];
  session: Session | null;
  theme: Theme;
  onTheme: () => void;
  onSignOut: () => void;
}

const THEMES: Record<Theme, string> = { auto: "Automatic", light: "Light", dark: "Dark" };

export function Header({ links, session, theme, onTheme, onSignOut }: Props) {
  return (
    <header className="top">
      <a className="skip" href="#main">
        Skip to the content
      </a>
      <div className="wide bar">
        <a className="brand" href="/">
          <img src="/favicon.svg" alt="" width="28" height="28" />
          Yumi Billing
        </a>
        <nav aria-label="Sections">
          {links.map(([address, name]) => (
            <a key={address} href={address}>
              {name}
            </a>
          ))}
        </nav>
        <div className="who">
          <button className="quiet" type="button" onClick={onTheme} title="Change the theme">
            <span className={`sun ${theme}`} aria-hidden="true" />
            <span className="unseen">Theme: </span>
            <span className="theme-name">{THEMES[theme]}</span>
          </button>
          {session !== null && (
            <>
              <span className="account" title="The account that is signed in">
                {session.account}
              </span>
              <button className="quiet" type="button" onClick={onSignOut}>
                Sign out
              </button>
            </>
          )}
        </div>
      </div>
    </header>
  );
}
