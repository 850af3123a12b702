// One client of the guide in its own process:  node drive.mjs apollo http://…/graphql '["token", …]'
// Each token is used until it is refused. Lines of stdin are read, `read` or `use <key>`; stdout has a
// line of JSON for every balance shown, every answer and every error. After an error of the
// subscription nothing more is read, and the process ends if nothing is left to do.
import { createInterface } from "node:readline";
import { ADAPTERS } from "./adapters.mjs";
import { newest } from "./guide/connection.mjs";

const [name, url, given] = process.argv.slice(2);
const tokens = JSON.parse(given);
const getToken = async (refused) => tokens[tokens.indexOf(refused) + 1] ?? refused;
const say = (line) => console.log(JSON.stringify(line));
const client = ADAPTERS[name](url, getToken, say);
const commands = createInterface({ input: process.stdin });

function fail(reason) {
  say({ error: String(reason.networkError ?? reason) });
  commands.close();
  process.stdin.destroy();
}

client.live(newest((balance) => say({ balance })), fail);
commands.on("line", (line) => {
  const [command, key] = line.split(" ");
  client[command](key).then((balance) => say({ [command]: balance }), fail);
});
