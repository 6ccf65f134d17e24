import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { manifest } from '../harness/manifest';
import { projectRoot } from '../harness/project';

const read = (file: string) => readFileSync(path.join(projectRoot, file), 'utf8');

it('is compiled against the oldest VS Code that it runs in', () => {
  const types = manifest.devDependencies['@types/vscode'] ?? '';
  expect(manifest.engines.vscode.replace('^', '').split('.').slice(0, 2)).toEqual(types.split('.').slice(0, 2));
});

it('keeps addresses of downloads out of the lock file', () => {
  expect(read('package-lock.json')).not.toContain('"resolved"');
});
