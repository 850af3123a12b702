/** A relay between the browser and the server that can be cut. */
import { connect, createServer } from "node:net";

/** Listens on a free port and passes everything on to `address`. */
export async function wireTo(address) {
  const { hostname, port } = new URL(address);
  const ends = new Set();
  let whole = true;
  const server = createServer((near) => {
    if (!whole) return near.destroy();
    const far = connect(Number(port), hostname);
    for (const [end, other] of [[near, far], [far, near]]) {
      ends.add(end);
      end.on("error", () => other.destroy());
      end.on("close", () => ends.delete(end) && other.destroy());
      end.pipe(other);
    }
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  return {
    address: `http://127.0.0.1:${server.address().port}`,
    cut() {
      whole = false;
      for (const end of ends) end.destroy();
    },
    restore() {
      whole = true;
    },
    close() {
      this.cut();
      server.close();
    },
  };
}
