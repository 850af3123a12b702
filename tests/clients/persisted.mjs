/**
 * Runs one query twice with Apollo's automatic persisted queries, by POST and then by GET, and prints what went over the
 * network: for each request whether it had the document, and the code of the answer's error.
 */
import { createHash } from "node:crypto";
import { ApolloClient, gql, HttpLink, InMemoryCache } from "@apollo/client";
import { PersistedQueryLink } from "@apollo/client/link/persisted-queries";

const [uri, token, ...names] = process.argv.slice(2);
const sha256 = (text) => createHash("sha256").update(text).digest("hex");

async function run(name, useGETForHashedQueries) {
  const sent = [];
  const watched = async (address, options) => {
    const response = await fetch(address, options);
    const request = options.body ? JSON.parse(options.body) : Object.fromEntries(new URL(address).searchParams);
    const { errors } = await response.clone().json();
    sent.push({ method: options.method, document: "query" in request, code: errors?.[0].extensions.code ?? null });
    return response;
  };
  const http = new HttpLink({ uri, fetch: watched, headers: token ? { authorization: `Bearer ${token}` } : {} });
  const link = new PersistedQueryLink({ sha256, useGETForHashedQueries }).concat(http);
  const client = new ApolloClient({ link, cache: new InMemoryCache() });
  const query = gql(`query ${name} { packs { name } }`);
  const packs = [];
  for (let number = 0; number < 2; number += 1) {
    try {
      const { data } = await client.query({ query, fetchPolicy: "network-only" });
      packs.push(data.packs.length);
    } catch (error) {
      packs.push(error.errors?.[0].message ?? error.message);
    }
  }
  return { sent, packs };
}

console.log(JSON.stringify({ post: await run(names[0], false), get: await run(names[1], true) }));
