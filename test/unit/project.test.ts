import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { projectRoot } from '../harness/project';

const read = (file: string) => readFileSync(path.join(projectRoot, file), 'utf8');
const manifest = JSON.parse(read('package.json')) as {
  engines: { vscode: string };
  devDependencies: Record<string, string>;
  contributes: { menus: Record<string, readonly { command: string; group: string; when: string }[]> };
};

it('is compiled against the oldest VS Code that it runs in', () => {
  const types = manifest.devDependencies['@types/vscode'] ?? '';
  expect(manifest.engines.vscode.replace('^', '').split('.').slice(0, 2)).toEqual(types.split('.').slice(0, 2));
});

it('offers for several selected rows only what can be done to several', () => {
  const many = ['missions.pauseRun', 'missions.resumeRun', 'missions.cancelRun', 'missions.deleteMission'];
  const forOne = (manifest.contributes.menus['view/item/context'] ?? []).filter(
    ({ command, group, when }) =>
      !group.startsWith('inline') && !many.includes(command) && !when.includes('!listMultiSelection'),
  );
  expect(forOne.map(({ command }) => command)).toEqual([]);
});

it('has every text of the manifest in package.nls.json, and no text too many', () => {
  const used = [...read('package.json').matchAll(/"%([^%"]+)%"/g)].map((match) => match[1]);
  const defined = Object.keys(JSON.parse(read('package.nls.json')) as object);
  expect([...new Set(used)].sort()).toEqual(defined.sort());
});

it('has every text of the host in the l10n bundle', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'missions-l10n-'));
  try {
    const tool = path.join(projectRoot, 'node_modules', '@vscode', 'l10n-dev', 'dist', 'cli.js');
    execFileSync(process.execPath, [tool, 'export', '--outDir', folder, 'src'], { cwd: projectRoot });
    const fresh = JSON.parse(readFileSync(path.join(folder, 'bundle.l10n.json'), 'utf8')) as object;
    expect(JSON.parse(read('l10n/bundle.l10n.json'))).toEqual(fresh);
  } finally {
    rmSync(folder, { recursive: true });
  }
}, 30_000);

it('keeps addresses of downloads out of the lock file', () => {
  expect(read('package-lock.json')).not.toContain('"resolved"');
});
