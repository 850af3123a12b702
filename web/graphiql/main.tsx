import "graphiql/style.css";
import "./graphiql.css";

import { createGraphiQLFetcher } from "@graphiql/toolkit";
import { GraphiQL } from "graphiql";
import { createRoot } from "react-dom/client";

const ACCOUNT = "demo";
const WELCOME = `# The account behind the token in "Headers" below. Run it, then the subscription, then,
# in another tab, the mutation: the balance moves here.

query Account {
  account {
    id
    plan { displayName }
    balance { available held debt nextReset revision }
  }
}

subscription Balance {
  balance { available revision }
}

mutation Use {
  recordUsage(input: { model: "gpt-4o", inputTokens: 120, outputTokens: 80, idempotencyKey: "first-use" }) {
    __typename
    ... on UsageRecorded { usage { cost } balance { available } replayed }
    ... on Refusal { message }
  }
}
`;

/** Headers with a development token; empty where the server gives none. */
async function headers(): Promise<string> {
  const response = await fetch("/development/token", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ account: ACCOUNT }),
  });
  const { token } = response.ok ? ((await response.json()) as { token: string }) : { token: "…" };
  return JSON.stringify({ authorization: `Bearer ${token}` }, null, 2);
}

const socket = new URL("/graphql", location.href);
socket.protocol = socket.protocol.replace("http", "ws");
const place = document.getElementById("graphiql");
if (place === null) throw new Error("The page has no place for GraphiQL.");

const known = await headers();
createRoot(place).render(
  <GraphiQL
    fetcher={createGraphiQLFetcher({ url: "/graphql", subscriptionUrl: socket.href })}
    defaultHeaders={known}
    defaultQuery={WELCOME}
    defaultEditorToolsVisibility="headers"
    shouldPersistHeaders={false}
  />,
);
