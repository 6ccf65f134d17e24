import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { placeholder, projectRoot } from '../harness/project';
import { filesWithRepository, notesOf, releaseProblems } from '../harness/releaseCheck';

const read = (file: string) => readFileSync(path.join(projectRoot, file), 'utf8');
const { version, repository, engines } = JSON.parse(read('package.json')) as {
  readonly version: string;
  readonly repository: { readonly url: string };
  readonly engines: { readonly node: string; readonly vscode: string };
};
const named = repository.url.replace('https://github.com/', '');
/** The files as they are before the address is known, and once it is. */
const unknown = (file: string) => read(file).replaceAll(named, placeholder);
const hosted = (file: string) => unknown(file).replaceAll(placeholder, 'someone/missions');

describe('a release', () => {
  it('is possible once the address of the repository is known', () => {
    expect(releaseProblems(`v${version}`, hosted, 'someone/missions')).toEqual([]);
  });

  it('is refused under another tag, without the address, at another address, and without a section in the changelog', () => {
    expect(releaseProblems('v9.9.9', hosted, undefined)).toHaveLength(1);
    expect(releaseProblems(version, hosted, undefined)).toHaveLength(1);
    expect(releaseProblems(`v${version}`, hosted, 'else/where')).toHaveLength(1);
    const empty = (file: string) => (file === 'CHANGELOG.md' ? '# Changelog\n\n## [Unreleased]\n' : hosted(file));
    expect(releaseProblems(`v${version}`, empty, undefined)).toHaveLength(1);
    for (const forgotten of filesWithRepository) {
      const some = (file: string) => (file === forgotten ? unknown(file) : hosted(file));
      expect(releaseProblems(`v${version}`, some, undefined).join()).toContain(forgotten);
    }
  });

  it('names every file that names the repository', () => {
    const tracked = execFileSync('git', ['grep', '-l', '--fixed-strings', repository.url], {
      cwd: projectRoot,
      encoding: 'utf8',
    });
    expect(tracked.trim().split('\n').sort()).toEqual([...filesWithRepository].sort());
  });

  it('takes its notes from the section of its version', () => {
    const changelog =
      '# C\n\n## [Unreleased]\n\nnew\n\n## [1.0.0] - 2026-01-02\n\n### Added\n\n- A\n\n[1.0.0]: https://x\n';
    expect(notesOf(changelog, '1.0.0')).toBe('### Added\n\n- A');
    expect(notesOf(changelog, '0.9.0')).toBeUndefined();
    expect(notesOf(changelog.replace(' - 2026-01-02', ''), '1.0.0')).toBeUndefined();
  });
});

describe('the workflows', () => {
  const folder = path.join('.github', 'workflows');
  const workflows = readdirSync(path.join(projectRoot, folder)).map((name) => [name, read(path.join(folder, name))]);

  it.each(workflows)('%s uses actions by the commit of their tag only', (_name, text = '') => {
    const used = [...text.matchAll(/\buses: (.*)$/gm)].map(([, action = '']) => action);
    expect(used.length).toBeGreaterThan(0);
    const pinned = /^(\.\/\S+|actions\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+)$/;
    expect(used.filter((action) => !pinned.test(action))).toEqual([]);
  });

  it.each(workflows)(
    '%s keeps no credentials after a checkout, and puts no text of others into a script',
    (_name, text = '') => {
      expect(text.match(/persist-credentials: false/g)).toHaveLength(text.match(/actions\/checkout@/g)?.length ?? 0);
      const scripts = [...text.matchAll(/\brun: (?:[|>]-?\n((?: {10,}.*\n)+)|(.*))/g)].map(([script]) => script);
      const inserted = scripts.flatMap((script) =>
        [...script.matchAll(/\$\{\{ ?(.*?) ?\}\}/g)].map(([, value]) => value),
      );
      expect(inserted.filter((value) => value !== 'matrix.layer.run')).toEqual([]);
    },
  );
});

it('names the oldest Node.js and VS Code that are supported as the manifest does', () => {
  expect(`>=${read('.nvmrc').trim()}`).toBe(engines.node);
  expect(read('SUPPORT.md')).toContain(`VS Code ${engines.vscode.replace(/^\^|\.0$/g, '')} or later`);
  expect(read('.github/workflows/ci.yml')).toContain(`node: ['${engines.node.replace('>=', '')}', 'latest']`);
});
