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

it('offers for several selected rows only what can be done to several', () => {
  const many = ['missions.pauseRun', 'missions.resumeRun', 'missions.cancelRun', 'missions.deleteMission'];
  const forOne = (manifest.contributes.menus['view/item/context'] ?? []).filter(
    ({ command = '', group = '', when = '' }) =>
      !group.startsWith('inline') && !many.includes(command) && !when.includes('!listMultiSelection'),
  );
  expect(forOne.map(({ command }) => command)).toEqual([]);
});

it('keeps addresses of downloads out of the lock file', () => {
  expect(read('package-lock.json')).not.toContain('"resolved"');
});
