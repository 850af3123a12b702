import type { About } from "../lib/session";
import type { HeaderLink } from "./Header";

export function Footer({ about, other: [address, name] }: { about: About | null; other: HeaderLink }) {
  return (
    <footer className="wide foot">
      <p>
        This page uses one GraphQL API at <code>/graphql</code>, with live balances over websockets on the same path.
      </p>
      <p>
        <a href={address}>{name}</a>
        {about?.graphiql && <a href="/graphiql">Explore it in GraphiQL</a>}
        {about?.sandbox && <span>Payments go to a sandbox: no money moves.</span>}
      </p>
    </footer>
  );
}
