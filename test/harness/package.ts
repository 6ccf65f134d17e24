/** `npm run package`: makes the `.vsix` from a folder that has what ships, with a README of its own. Build first. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { isPlaceholder, outFolder, projectRoot } from './project';

/** What is looked through for what ships; `.vscodeignore` says what does. */
const parts = /^(dist|l10n|media|package(\.nls.*)?\.json|LICENSE|CHANGELOG\.md|ThirdPartyNotices\.txt|\.vscodeignore)$/;

const { version, repository } = JSON.parse(readFileSync(path.join(projectRoot, 'package.json'), 'utf8')) as {
  readonly version: string;
  readonly repository: { readonly url: string };
};

/** Whether there is a repository that somebody can reach. */
const hosted = !isPlaceholder(repository.url);

/** A text without its parts between `<!-- name -->` and `<!-- /name -->`, or without these marks alone. */
function without(text: string, name: string, marksAlone = false): string {
  const part = new RegExp(`<!-- ${name} -->\\n\\n([^]*?)<!-- /${name} -->\\n\\n`, 'g');
  return text.replace(part, (_, inside: string) => (marksAlone ? inside : ''));
}

/**
 * The README of the package: nothing for who has the sources. Where nothing of the repository can be reached, it has no
 * links to it, and no picture: VS Code shows none but from `https:`.
 */
function packedReadme(): string {
  const readme = without(readFileSync(path.join(projectRoot, 'README.md'), 'utf8'), 'sources');
  if (hosted) return without(readme, 'repository', true);
  return without(readme, 'repository')
    .replace(/^!\[[^\]]*\]\([^)]+\)\n\n/gm, '')
    .replace(/\[([^\]]+)\]\((?!https:|#)[^)]+\)/g, '$1');
}

/** Links and pictures lead to the tag of the version. */
const links = hosted ? ['--githubBranch', `v${version}`] : ['--no-rewrite-relative-links'];

const folder = path.join(outFolder, 'package');
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
for (const part of readdirSync(projectRoot).filter((name) => parts.test(name)))
  cpSync(path.join(projectRoot, part), path.join(folder, part), { recursive: true });
writeFileSync(path.join(folder, 'README.md'), packedReadme());
execFileSync(
  process.execPath,
  [
    path.join(projectRoot, 'node_modules', '@vscode', 'vsce', 'vsce'),
    ...['package', '--no-dependencies', ...links],
    ...['--out', path.join(projectRoot, 'telnyx-missions.vsix')],
  ],
  { cwd: folder, stdio: 'inherit' },
);
