/**
 * The browser of the tests: Chromium from the package `@sparticuz/chromium`, which contains the program,
 * its libraries and a font, compressed. So a machine needs only Node.js.
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const MODULES = fileURLToPath(new URL("../node_modules", import.meta.url));
const PACKAGE = join(MODULES, "@sparticuz", "chromium");
const PACKED = ["chromium.br", "al2023.tar.br", "fonts.tar.br"];

/** What playwright-core needs to start it: `CHROMIUM` where that is set, otherwise our own, unpacked once. */
export async function launchOptions() {
  if (process.env.CHROMIUM) return { executablePath: process.env.CHROMIUM };
  const folder = await unpacked();
  return {
    executablePath: join(folder, "chromium"),
    env: { ...process.env, LD_LIBRARY_PATH: join(folder, "al2023", "lib"), FONTCONFIG_FILE: join(folder, "fonts.conf") },
  };
}

async function unpacked() {
  const { version } = JSON.parse(readFileSync(join(PACKAGE, "package.json"), "utf8"));
  const folder = join(MODULES, ".chromium", version);
  if (!existsSync(folder)) await unpack(folder);
  return folder;
}

/** Unpacks beside the final place and moves it there when complete: several tests may start at once. */
async function unpack(folder) {
  mkdirSync(dirname(folder), { recursive: true });
  const fresh = mkdtempSync(`${folder}-`);
  await inflateInto(fresh);
  writeFileSync(join(fresh, "fonts.conf"), fontsConfiguration(folder));
  try {
    renameSync(fresh, folder);
  } catch (error) {
    rmSync(fresh, { recursive: true });
    // Another test unpacked it first.
    if (!existsSync(folder)) throw error;
  }
}

/** The package unpacks to the system's folder for temporary files. */
async function inflateInto(folder) {
  const { inflate } = await import("@sparticuz/chromium");
  const { TMPDIR } = process.env;
  process.env.TMPDIR = folder;
  await Promise.all(PACKED.map((name) => inflate(join(PACKAGE, "bin", name))));
  if (TMPDIR === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = TMPDIR;
}

/** The fonts of the system, and our own for a system that has none. */
function fontsConfiguration(folder) {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>/usr/share/fonts</dir>
  <dir>${join(folder, "fonts")}</dir>
  <cachedir>${join(folder, "fonts-cache")}</cachedir>
</fontconfig>
`;
}
