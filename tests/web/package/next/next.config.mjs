import { fileURLToPath } from "node:url";

/** Otherwise Next.js looks for the root of a larger project in the folders above. */
const root = fileURLToPath(new URL(".", import.meta.url));
export default { turbopack: { root }, outputFileTracingRoot: root };
