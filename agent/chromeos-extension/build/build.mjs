// Builds both forms of the extension and their archives into dist/. Fetches nothing.
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";

import { zipFolder } from "./zip.mjs";

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const DIST = join(ROOT, "dist");
/** The dashboard's styles: its tokens and elements are the extension's too. */
const STYLES = join(ROOT, "..", "..", "webui", "src", "styles");
/** Where the dashboard asks which theme its reader chose, the extension follows the system. */
const DARK = ':root[data-theme="dark"] {';

/** One self-contained script each: content scripts cannot import. */
const ENTRIES = {
  "background.js": "src/background/main.ts",
  "relay.js": "src/content/relay.ts",
  "page.js": "src/content/page.ts",
  "act.js": "src/content/act.ts",
  "popup.js": "src/popup/main.ts",
  "options.js": "src/options/main.ts",
};

await rm(DIST, { recursive: true, force: true });
const person = join(DIST, "extension");
await cp(join(ROOT, "static"), person, { recursive: true });
await cp(join(STYLES, "elements.css"), join(person, "elements.css"));
await writeFile(join(person, "tokens.css"), bySystem(await readFile(join(STYLES, "tokens.css"), "utf8")));
for (const [file, entry] of Object.entries(ENTRIES)) await bundle(file, entry, person);
const manifest = await readManifest();
await writeManifest(person, manifest);

const fleet = join(DIST, "fleet");
await cp(person, fleet, { recursive: true });
await writeManifest(fleet, forFleet(manifest));

await writeFile(join(DIST, "perfsight-extension.zip"), await zipFolder(person));
await writeFile(join(DIST, "perfsight-extension-fleet.zip"), await zipFolder(fleet));

async function bundle(file, entry, outDir) {
  await mkdir(outDir, { recursive: true });
  await build({
    root: ROOT,
    configFile: false,
    publicDir: false,
    logLevel: "warn",
    build: {
      outDir,
      emptyOutDir: false,
      target: "chrome120",
      // Reviewers read what runs.
      minify: false,
      modulePreload: false,
      rolldownOptions: { input: join(ROOT, entry), output: { format: "iife", entryFileNames: file } },
    },
  });
}

function bySystem(tokens) {
  const [light, dark, ...more] = tokens.split(DARK);
  if (dark === undefined || more.length > 0)
    throw new Error(`tokens.css does not hold \`${DARK}\` exactly once`);
  return `${light}@media (prefers-color-scheme: dark) {\n:root {${dark}}\n`;
}

async function readManifest() {
  const { version } = JSON.parse(await readFile(join(ROOT, "package.json"), "utf8"));
  return { ...JSON.parse(await readFile(join(ROOT, "static", "manifest.json"), "utf8")), version };
}

/** Installed by policy, nobody is there to be asked: everything is given from the start, DevTools included. */
function forFleet({ optional_permissions, optional_host_permissions, ...manifest }) {
  const permissions = [...manifest.permissions, ...optional_permissions, "debugger"].sort();
  return { ...manifest, permissions, host_permissions: optional_host_permissions };
}

function writeManifest(folder, manifest) {
  return writeFile(join(folder, "manifest.json"), `${JSON.stringify(manifest, null, 2)}\n`);
}
