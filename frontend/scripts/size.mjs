// The room's script must stay small enough for a poor phone connection: under 60 kB gzipped, its chunks included.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const LIMIT_BYTES = 60_000;
const dist = new URL("../dist/", import.meta.url);
const manifest = JSON.parse(readFileSync(new URL(".vite/manifest.json", dist), "utf8"));

function files(entry, seen = new Set()) {
  seen.add(entry);
  for (const next of manifest[entry].imports ?? []) if (!seen.has(next)) files(next, seen);
  return seen;
}

let total = 0;
for (const entry of files("src/room/main.tsx")) {
  const { file } = manifest[entry];
  const bytes = gzipSync(readFileSync(new URL(file, dist)), { level: 9 }).length;
  total += bytes;
  console.log(`${file}: ${bytes} bytes gzipped`);
}
console.log(`room script: ${total} bytes gzipped of ${LIMIT_BYTES}`);
if (total > LIMIT_BYTES) {
  console.error("The room's script is too large. Drop a dependency or load what is rarely used on demand.");
  process.exit(1);
}
