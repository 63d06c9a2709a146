// Builds dist/: one minified expression per fragment, and manifest.json that says what is there.
// Same sources, same esbuild, same bytes: tests rebuild into a folder of their own and compare.
// Usage: node build.mjs [output folder]

import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { buildSync } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const output = process.argv[2] ?? join(here, 'dist');

/** A module with one default export becomes one expression: whatever it needs stays inside. */
function expression(source) {
  const { outputFiles } = buildSync({
    entryPoints: [join(here, 'src', source)],
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2019',
    charset: 'ascii',
    legalComments: 'none',
    write: false,
  });
  const built = outputFiles[0].text.trim();
  const ending = /export\{(\w+) as default\};$/;
  if (!ending.test(built)) throw new Error(`${source} must have one default export and no other`);
  return `(()=>{${built.replace(ending, 'return $1')}})()`;
}

function fragment(name, source, needs) {
  const text = expression(source);
  writeFileSync(join(output, `${name}.js`), text);
  return {
    name,
    file: `${name}.js`,
    size: Buffer.byteLength(text),
    gzip: gzipSync(text, { level: 9 }).length,
    sha256: createHash('sha256').update(text).digest('hex'),
    needs,
  };
}

mkdirSync(output, { recursive: true });
const triggers = readdirSync(join(here, 'src', 'fragments')).filter((f) => f.endsWith('.js')).sort();
const manifest = {
  fragments: [
    fragment('core', 'core.js', []),
    ...triggers.map((f) => fragment(f.slice(0, -3), join('fragments', f), ['core'])),
  ],
};
writeFileSync(join(output, 'manifest.json'), JSON.stringify(manifest, null, 2) + '\n');
