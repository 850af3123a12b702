import type { About } from "../lib/session";

export function Footer({ about }: { about: About | null }) {
  return (
    <footer className="wide foot">
      <p>
        Everything here is one GraphQL API at <code>/graphql</code>, with live balances over websockets on the same path.
      </p>
      <p>
        {about?.graphiql && <a href="/graphiql">Explore it in GraphiQL</a>}
        {about?.sandbox && <span>Payments go to a sandbox: no money moves.</span>}
      </p>
    </footer>
  );
}
