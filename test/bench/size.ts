/** `npm run bench:size`: what ships, in bytes, minified. Makes the `.vsix`. */
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { pack, projectRoot } from '../harness/project';

const vsix = pack();
const kb = (bytes: number) => `${(bytes / 1000).toFixed(1)} kB`;
const row = (file: string) => {
  const content = readFileSync(path.join(projectRoot, file));
  return { file, size: kb(content.length), gzipped: kb(gzipSync(content).length) };
};
console.table([
  ...['dist/extension.js', 'dist/timeline.js', 'dist/timeline.css', 'dist/codicon.ttf'].map(row),
  { file: 'telnyx-missions.vsix', size: kb(statSync(vsix).size), gzipped: '' },
]);
