import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { isPlaceholder, projectRoot } from '../harness/project';
import { installVsix } from '../harness/servedVsCode';

/** All that ships: what is not in this list has no business in it. */
const expected = [
  '.vsixmanifest',
  'LICENSE.txt',
  'ThirdPartyNotices.txt',
  'changelog.md',
  'dist/codicon.ttf',
  'dist/extension.js',
  'dist/history.css',
  'dist/history.js',
  'dist/timeline.css',
  'dist/timeline.js',
  'l10n/bundle.l10n.de.json',
  'media/icon.png',
  'media/missions.svg',
  'media/schemas/event.json',
  'media/schemas/mission.json',
  'media/schemas/missionrun.json',
  'media/schemas/run.json',
  'media/schemas/step.json',
  'media/skills/telnyx-run-mission/SKILL.md',
  'media/timeline-dark.svg',
  'media/timeline-light.svg',
  'media/walkthrough/demo.svg',
  'media/walkthrough/key.svg',
  'media/walkthrough/missionFile.svg',
  'media/walkthrough/timeline.svg',
  'package.json',
  'package.nls.de.json',
  'package.nls.json',
  'readme.md',
];

describe('the .vsix', () => {
  const vsix = inject('vsix');
  let state: string;
  let unpacked: string;
  beforeAll(() => {
    state = mkdtempSync(path.join(os.tmpdir(), 'missions-vsix-'));
    unpacked = installVsix(vsix, state);
  });
  afterAll(() => rmSync(state, { recursive: true, force: true, maxRetries: 5 }));

  const read = (file: string) => readFileSync(path.join(unpacked, file), 'utf8');
  const size = (file: string) => statSync(path.join(unpacked, file)).size;

  it('has in it what is needed, and nothing else', () => {
    const files = readdirSync(unpacked, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.relative(unpacked, path.join(entry.parentPath, entry.name)).replaceAll('\\', '/'));
    expect(files.sort()).toEqual([...expected].sort());
  });

  it('is small', () => {
    console.log(
      `.vsix ${statSync(vsix).size} bytes, extension.js ${size('dist/extension.js')}, timeline.js ${size('dist/timeline.js')}`,
    );
    expect(statSync(vsix).size).toBeLessThanOrEqual(1_000_000);
    expect(size('dist/timeline.js')).toBeLessThanOrEqual(170_000);
    expect(size('dist/history.js')).toBeLessThanOrEqual(80_000);
  });

  it('takes the API of VS Code once, not for each of its files', () => {
    expect(read('dist/extension.js').match(/require\("vscode"\)/g)).toHaveLength(1);
  });

  it('gives away nothing of the computer that it was made on', () => {
    const bundles = [
      'dist/extension.js',
      'dist/timeline.js',
      'dist/timeline.css',
      'dist/history.js',
      'dist/history.css',
    ]
      .map(read)
      .join('\n');
    expect(bundles).not.toContain('sourceMappingURL');
    expect(bundles).not.toContain(process.cwd());
  });

  it('has a README that shows its picture from where VS Code can, and names nothing that only the sources have', () => {
    const { repository, version } = JSON.parse(read('package.json')) as {
      readonly repository: { readonly url: string };
      readonly version: string;
    };
    const readme = read('readme.md');
    const pictures = [...readme.matchAll(/!\[[^\]]*\]\(([^)]+)\)/g)].map(([, address = '']) => address);
    expect(readme).not.toMatch(/npm install|<!-- (sources|repository)/);
    if (isPlaceholder(repository.url)) {
      // VS Code shows pictures from `https:` only.
      expect(pictures).toEqual([]);
      expect(readme).not.toMatch(/\.md\)/);
      return;
    }
    expect(pictures).toHaveLength(1);
    // Once there is a repository, pictures and links lead to the files of this very version there.
    const links = [...readme.matchAll(/\]\(([^)]+)\)/g)].map(([, address = '']) => address);
    const files = links.flatMap((address) => {
      const start = ['raw', 'blob'].map((kind) => `${repository.url}/${kind}/v${version}/`);
      return start.flatMap((prefix) => (address.startsWith(prefix) ? [address.slice(prefix.length)] : []));
    });
    expect(files).toContain('docs/reference.md');
    expect(files.filter((file) => !existsSync(path.join(projectRoot, file)))).toEqual([]);
    expect(links.filter((address) => !address.startsWith('https://'))).toEqual([]);
  });
});
