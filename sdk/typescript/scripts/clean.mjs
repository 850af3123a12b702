// Removes what `npm run build` made before, so that the package has no file without a source.
import { rmSync } from "node:fs";

rmSync(new URL("../dist/lib", import.meta.url), { recursive: true, force: true });
