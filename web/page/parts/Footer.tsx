import { text } from "../lib/language";
import { rich } from "../lib/rich";
import type { About } from "../lib/session";
import type { HeaderLink } from "./Header";

export function Footer({ about, other: [address, name] }: { about: About | null; other: HeaderLink }) {
  return (
    <footer className="wide foot">
      <p>{rich("footerApi", { path: <code dir="ltr">/graphql</code> })}</p>
      <p>
        <a href={address}>{text(name)}</a>
        {about?.graphiql && <a href="/graphiql">{text("footerGraphiql")}</a>}
        {about?.sandbox && <span>{text("footerSandbox")}</span>}
      </p>
    </footer>
  );
}
