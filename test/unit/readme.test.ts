import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { operationIds } from '../harness/contract';
import { manifest, said } from '../harness/manifest';
import { notices, shippedPackages } from '../harness/notices';
import { projectRoot } from '../harness/project';
import { withTables } from '../harness/readmeTables';

const read = (file: string) => readFileSync(path.join(projectRoot, file), 'utf8');
const readme = read('README.md');
const section = (name: string) => readme.split(`<!-- ${name} -->`)[1]?.split(`<!-- /${name} -->`)[0] ?? '';

it('has the settings and commands of the manifest in the README (npm run docs)', async () => {
  expect(await withTables(readme)).toBe(readme);
  for (const { command } of manifest.contributes.commands) expect(section('commands')).toContain(`\`${command}\``);
}, 30_000);

it('says of each operation of the contract where it is, once', () => {
  const named = [...section('operations').matchAll(/^\| `(\w+)` +\| (.*\S) +\|$/gm)];
  expect(named.map(([, operation]) => operation).sort()).toEqual([...operationIds].sort());
  expect(named).toHaveLength(41);
});

it('names in the README only commands that there are', () => {
  const titles = new Set(manifest.contributes.commands.map(({ title }) => said(title)));
  const named = [...section('operations').matchAll(/\*\*([^*]+)\*\*/g)].map(([, title = '']) => title);
  // What stands above a mission file, and in a message.
  for (const other of ['Publish', 'Pull', 'Compare', 'Restore']) titles.add(other);
  expect(named.filter((title) => !titles.has(title))).toEqual([]);
});

it.each(['README.md', 'CONTRIBUTING.md'])('shows no picture and links to no file that is not there: %s', (file) => {
  const text = read(file).replace(/`[^`\n]*`/g, '');
  const addresses = [...text.matchAll(/\]\(([^)#]+)[^)]*\)/g)].map(([, address = '']) => address);
  const here = addresses.filter((address) => !address.startsWith('https:'));
  expect(here.filter((address) => !existsSync(path.join(projectRoot, address)))).toEqual([]);
});

it('has the licences of all that ships in ThirdPartyNotices.txt (npm run notices)', () => {
  expect(read('ThirdPartyNotices.txt').replaceAll('\r\n', '\n')).toBe(notices());
  expect(shippedPackages()).toEqual(expect.arrayContaining(['@vscode/codicons', 'ofetch', 'yaml']));
}, 30_000);
