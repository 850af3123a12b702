// Sends a query with urql as it is without settings. Prints the method that it used, and the answer.
import { Client, fetchExchange } from "@urql/core";

let method;
const client = new Client({
  url: process.argv[2],
  exchanges: [fetchExchange],
  fetch: (url, init) => {
    method = init.method;
    return fetch(url, init);
  },
});
const { data, error } = await client.query("{ packs { name } }", {}).toPromise();
console.log(JSON.stringify({ method, data, error: error?.message }));
