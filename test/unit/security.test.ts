import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../harness/project';

const read = (file: string) => readFileSync(path.join(projectRoot, file), 'utf8');

describe('SECURITY.md', () => {
  const rows = read('SECURITY.md')
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith('| Attack ') && !line.startsWith('| ---'));

  it('has a test on each line of its table', () => {
    expect(rows.length).toBeGreaterThan(30);
    for (const row of rows) expect(row).toMatch(/`test\/[\w/]+\.test\.ts`: \S/);
  });

  it.each(
    rows.map((row) => {
      const [, file = row, name = ''] = /`(test\/[\w/]+\.test\.ts)`: (.*?)\s*\|$/.exec(row) ?? [];
      return [file, name] as const;
    }),
  )('names a test of %s: %s', (file, name) => {
    expect(existsSync(path.join(projectRoot, file))).toBe(true);
    const titles = [...read(file).matchAll(/\bit(?:\.each\([^]*?\))?\(\s*'([^'\n]*)'/g)].map((found) => found[1]);
    expect(titles).toContain(name);
  });
});

describe('the manifest', () => {
  type Setting = { readonly scope?: string; readonly type?: string };
  const manifest = JSON.parse(read('package.json')) as {
    contributes: { configuration: { properties: Record<string, Setting> } };
  };
  const settings = Object.entries(manifest.contributes.configuration.properties);

  it('no setting is a secret, and those that decide where the key goes are of the machine', () => {
    for (const [name, { scope }] of settings) {
      expect(name).not.toMatch(/key|token|secret|password/i);
      expect(['application', 'machine', 'window', 'resource']).toContain(scope);
    }
    const scopes = Object.fromEntries(settings.map(([name, { scope }]) => [name, scope]));
    expect(scopes['missions.apiBaseUrl']).toBe('machine');
    expect(scopes['missions.startInDemoAccount']).toBe('machine');
    // Runs can call people: no workspace turns the question off.
    expect(scopes['missions.confirmStart']).toBe('application');
  });
});

describe('the sources', () => {
  it('make no markup of texts, run no texts, and trust no Markdown', () => {
    const files = new Set<string>();
    const walk = (file: string) => {
      if (files.has(file)) return;
      files.add(file);
      for (const [, found = ''] of read(file).matchAll(/(?:from |import\()'(\.[^']+)'/g)) {
        const next = path.posix.join(path.posix.dirname(file), `${found}.ts`);
        if (existsSync(path.join(projectRoot, next))) walk(next);
      }
    };
    ['src/extension.ts', 'src/timeline/main.ts'].forEach(walk);
    expect(files.size).toBeGreaterThan(100);
    for (const file of files)
      expect(
        `${file}: ${/innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function\(|isTrusted = true|supportHtml = true/.exec(read(file))?.[0] ?? 'none'}`,
      ).toBe(`${file}: none`);
  });
});
