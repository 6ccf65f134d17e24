/** `npm run bench:size`: what ships, in bytes, minified. Makes the `.vsix`. */
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { packageOf, weighBundles } from '../harness/bundled';
import { pack, projectRoot } from '../harness/project';

const vsix = pack();
const kb = (bytes: number) => `${(bytes / 1000).toFixed(1)} kB`;
const row = (file: string) => {
  const content = readFileSync(path.join(projectRoot, file));
  return { file, size: kb(content.length), gzipped: kb(gzipSync(content).length) };
};
console.table([
  ...[
    'dist/extension.js',
    'dist/history.js',
    'dist/history.css',
    'dist/timeline.js',
    'dist/timeline.css',
    'dist/codicon.ttf',
  ].map(row),
  { file: 'telnyx-missions.vsix', size: kb(statSync(vsix).size), gzipped: '' },
]);

/** What the host bundle is made of: packages, and rooms of our own. */
const shares = new Map<string, number>();
for (const [file, bytes] of Object.entries(weighBundles()['dist/extension.js'] ?? {})) {
  const part = packageOf(file) ?? file.split('/').slice(0, 2).join('/');
  shares.set(part, (shares.get(part) ?? 0) + bytes);
}
console.table([...shares].sort(([, a], [, b]) => b - a).map(([part, bytes]) => ({ part, size: kb(bytes) })));
