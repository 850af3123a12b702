import { ApolloClient, ApolloLink, HttpLink, InMemoryCache } from "@apollo/client";
import { GraphQLWsLink } from "@apollo/client/link/subscriptions";
import { OperationTypeNode } from "graphql";
import { liveClient, patientFetch, session } from "./connection.mjs";

export function apolloClient(url, getToken) {
  const caller = session(getToken);
  const live = liveClient(url.replace(/^http/, "ws"), caller);
  return new ApolloClient({
    cache: new InMemoryCache(),
    link: ApolloLink.split(
      ({ operationType }) => operationType === OperationTypeNode.SUBSCRIPTION,
      new GraphQLWsLink(live),
      new HttpLink({ uri: url, fetch: patientFetch(caller) }),
    ),
  });
}
