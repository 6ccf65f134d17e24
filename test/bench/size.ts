/** `npm run bench:size`: what ships, in bytes, minified. Makes the `.vsix`. */
import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { build, projectRoot } from '../harness/project';

build('--production');
const vsce = path.join(projectRoot, 'node_modules', '@vscode', 'vsce', 'vsce');
const vsix = path.join(projectRoot, 'telnyx-missions.vsix');
execFileSync(
  process.execPath,
  [vsce, 'package', '--no-dependencies', '--allow-missing-repository', '--no-rewrite-relative-links', '--out', vsix],
  {
    cwd: projectRoot,
    stdio: ['ignore', 'ignore', 'inherit'],
  },
);
const kb = (bytes: number) => `${(bytes / 1000).toFixed(1)} kB`;
const row = (file: string) => {
  const content = readFileSync(path.join(projectRoot, file));
  return { file, size: kb(content.length), gzipped: kb(gzipSync(content).length) };
};
console.table([
  ...['dist/extension.js', 'dist/timeline.js', 'dist/timeline.css', 'dist/codicon.ttf'].map(row),
  { file: 'telnyx-missions.vsix', size: kb(statSync(vsix).size), gzipped: '' },
]);
