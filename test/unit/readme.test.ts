import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseMissionFile } from '../../src/formats/missionFile/missionFile';
import { timelineKeys } from '../../src/timeline/toolbar/keyboardHelp';
import { operationIds } from '../harness/contract';
import { withTables } from '../harness/docTables';
import { readTexts, textFiles } from '../harness/germanTexts';
import { manifest } from '../harness/manifest';
import { notices, shippedPackages } from '../harness/notices';
import { projectRoot } from '../harness/project';
import { englishTexts } from './timeline/texts';

const read = (file: string) => readFileSync(path.join(projectRoot, file), 'utf8');
const readme = read('README.md');
const reference = read('docs/reference.md');
const section = (name: string) => reference.split(`<!-- ${name} -->`)[1]?.split(`<!-- /${name} -->`)[0] ?? '';

const documents = ['.', 'docs', '.github'].flatMap((folder) =>
  readdirSync(path.join(projectRoot, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => path.posix.join(folder, name)),
);

describe('docs/reference.md', () => {
  it('has the settings and commands of the manifest, and the keys of the timeline (npm run docs)', async () => {
    expect(await withTables(reference, 'docs/reference.md')).toBe(reference);
    for (const { command } of manifest.contributes.commands) expect(section('commands')).toContain(`\`${command}\``);
  }, 30_000);

  it('says of each operation of the contract where it is, once', () => {
    const named = [...section('operations').matchAll(/^\| `(\w+)` +\| `[A-Z]+ \/\S+` +\| (.*\S) +\|$/gm)];
    expect(named.map(([, operation]) => operation).sort()).toEqual([...operationIds].sort());
    expect(named).toHaveLength(41);
  });

  it('says of keys what the timeline says', () => {
    const host = readTexts(textFiles[0][0]);
    const texts = timelineKeys(englishTexts).flatMap(([, text]) => text.split(' / '));
    expect(texts.filter((text) => !Object.hasOwn(host, text))).toEqual([]);
  });
});

describe('the documents', () => {
  const withoutDots = (text: string) => text.replace(/(…|\.\.\.)$/, '').replace(/^Missions: /, '');

  it.each(['README.md', 'SUPPORT.md', ...documents.filter((file) => /^docs\/(?!architecture|testing)/.test(file))])(
    'name in bold only what VS Code or the extension shows: %s',
    (file) => {
      const texts = textFiles.flatMap(([english]) => Object.values(readTexts(english)));
      const shown = new Set(texts.map(withoutDots));
      shown.add('Extensions: Install from VSIX');
      // The README has lists whose items begin with a word in bold and a period.
      const named = [...read(file).matchAll(/\*\*([^*]+)\*\*/g)].map(([, name = '']) => name);
      const labels = file === 'README.md' ? named.filter((name) => !name.endsWith('.') || name.endsWith('...')) : named;
      expect(labels.filter((label) => !shown.has(withoutDots(label)))).toEqual([]);
    },
  );

  it.each(documents)('show no picture and link to nothing that is not there: %s', (file) => {
    const text = read(file).replace(/^```[^]*?^```|`[^`\n]*`/gm, '');
    const addresses = [...text.matchAll(/\]\(([^)]+)\)/g)].map(([, address = '']) => address);
    const here = addresses.filter((address) => !address.startsWith('https:'));
    const headings = (target: string) =>
      [...read(target).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
        heading
          .toLowerCase()
          .replace(/[^\p{L}\p{N} -]/gu, '')
          .replaceAll(' ', '-'),
      );
    const missing = here.filter((address) => {
      const [name = '', anchor] = address.split('#');
      const target = name === '' ? file : path.posix.join(path.posix.dirname(file), name);
      if (!existsSync(path.join(projectRoot, target))) return true;
      return anchor !== undefined && !headings(target).includes(anchor);
    });
    expect(missing).toEqual([]);
  });

  it('show every picture of media/screenshots, once', () => {
    const all = documents.map(read).join('\n');
    const shown = [...all.matchAll(/media\/screenshots\/([\w-]+\.png)/g)].map(([, name = '']) => name);
    expect(shown.sort()).toEqual(readdirSync(path.join(projectRoot, 'media', 'screenshots')).sort());
  });

  it('link every page of docs from the README', () => {
    const pages = documents.filter((file) => file.startsWith('docs/'));
    expect(pages.filter((page) => !readme.includes(`](${page})`))).toEqual([]);
  });

  it('show a mission file that has no problems', () => {
    const [, example = ''] = /```md\n(---\n[^]*?)```/.exec(read('docs/mission-files.md')) ?? [];
    expect(example).toContain('name:');
    expect(parseMissionFile(example).problems).toEqual([]);
  });
});

describe('the README', () => {
  it('is short, shows one picture, and says that the extension is unofficial', () => {
    expect(readme.split('\n').length - 1).toBeLessThanOrEqual(120);
    expect(readme.match(/!\[/g)).toHaveLength(1);
    expect(readme).toContain('unofficial');
  });

  it('names five keys, all of which the timeline has', () => {
    const [, keys = ''] = /## Keys\n([^]*?)\n## /.exec(readme) ?? [];
    const rows = keys.split('\n').filter((line) => line.includes('<kbd>'));
    expect(rows).toHaveLength(5);
    const known = new Set(timelineKeys(englishTexts).flatMap(([names]) => names));
    const named = [...keys.matchAll(/<kbd>([^<]+)<\/kbd>/g)].map(([, key = '']) => key);
    expect(named.filter((key) => !known.has(key))).toEqual([]);
  });

  it('names the Node.js that the manifest asks for', () => {
    const { engines } = JSON.parse(read('package.json')) as { readonly engines: { readonly node: string } };
    expect(readme).toContain(`Node.js ${engines.node.replace('>=', '')} or later`);
  });
});

it('has the licences of all that ships in ThirdPartyNotices.txt (npm run notices)', () => {
  expect(read('ThirdPartyNotices.txt').replaceAll('\r\n', '\n')).toBe(notices());
  expect(shippedPackages()).toEqual(expect.arrayContaining(['@vscode/codicons', 'ofetch', 'yaml']));
}, 30_000);
