/** `npm run package`: makes the `.vsix` from a folder that has what ships, with a README of its own. Build first. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { outFolder, projectRoot } from './project';

/** What is looked through for what ships; `.vscodeignore` says what does. */
const parts = /^(dist|l10n|media|package(\.nls.*)?\.json|LICENSE|CHANGELOG\.md|ThirdPartyNotices\.txt|\.vscodeignore)$/;

/**
 * The README as VS Code shows it on the page of the extension, where nothing of the repository can be reached: the first
 * picture in the text itself, no gallery, nothing for who has the sources.
 */
function packedReadme(): string {
  const readme = readFileSync(path.join(projectRoot, 'README.md'), 'utf8');
  return readme
    .replace(/<!-- (gallery|repository) -->[^]*?<!-- \/\1 -->\n\n/g, '')
    .replace(/\]\((media\/[^)]+\.png)\)/g, (_, picture: string) => {
      return `](data:image/png;base64,${readFileSync(path.join(projectRoot, picture)).toString('base64')})`;
    })
    .replace(/\[([^\]]+)\]\((?!https:|data:|#)[^)]+\)/g, '$1');
}

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
    ...['package', '--no-dependencies', '--allow-missing-repository', '--no-rewrite-relative-links'],
    ...['--out', path.join(projectRoot, 'telnyx-missions.vsix')],
  ],
  { cwd: folder, stdio: 'inherit' },
);
