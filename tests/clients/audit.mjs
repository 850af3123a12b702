// Prints the results of graphql-http's audit of a server, as JSON: the names of audits by status
// (ok, notice, warn or error).  node audit.mjs http://127.0.0.1:8000/graphql
import { auditServer } from "graphql-http";

const found = {};
for (const { status, name, reason } of await auditServer({ url: process.argv[2] })) {
  (found[status] ??= []).push(reason ? `${name}: ${reason}` : name);
}
console.log(JSON.stringify(found));
