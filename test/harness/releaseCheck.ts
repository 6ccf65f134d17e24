/** `npm run release:check -- v1.2.3 [--notes FILE]`: whether this is ready to be released under that tag. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { isPlaceholder, placeholder, projectRoot } from './project';

/** The files that name the repository. */
export const filesWithRepository = [
  'package.json',
  'CHANGELOG.md',
  'SUPPORT.md',
  '.github/ISSUE_TEMPLATE/bug.yml',
  '.github/ISSUE_TEMPLATE/config.yml',
] as const;

/** What the changelog says of a version, without its heading; nothing where it has no dated section for it. */
export function notesOf(changelog: string, version: string): string | undefined {
  const [, ...sections] = changelog.replaceAll('\r\n', '\n').split(/^## /m);
  const found = sections.find((section) => section.startsWith(`[${version}] - `));
  const [heading = '', ...lines] = found?.split('\n') ?? [];
  if (!/ - \d{4}-\d{2}-\d{2}$/.test(heading)) return undefined;
  const notes = lines.filter((line) => !/^\[[^\]]+\]: /.test(line)).join('\n');
  return notes.trim() || undefined;
}

/** Why this cannot be released under that tag: nothing where it can. `hostedAt` is the repository that releases it. */
export function releaseProblems(
  tag: string,
  read: (file: string) => string,
  hostedAt: string | undefined,
): readonly string[] {
  const { version, repository } = JSON.parse(read('package.json')) as {
    readonly version: string;
    readonly repository: { readonly url: string };
  };
  const unknown = filesWithRepository.filter((file) => isPlaceholder(read(file)));
  const address = `https://github.com/${hostedAt ?? ''}`;
  return [
    tag === `v${version}` ? [] : `The tag ${tag} isn't v${version}, the version in package.json.`,
    notesOf(read('CHANGELOG.md'), version) === undefined ? `CHANGELOG.md has no dated section for ${version}.` : [],
    unknown.length > 0 ? `Replace ${placeholder} by the address of the repository in ${unknown.join(', ')}.` : [],
    hostedAt !== undefined && repository.url !== address
      ? `The repository in package.json is ${repository.url}, not ${address}.`
      : [],
  ].flat();
}

function main(): void {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { notes: { type: 'string' } } });
  const [tag] = positionals;
  if (tag === undefined) throw new Error('Name the tag: npm run release:check -- v1.2.3');
  const read = (file: string) => readFileSync(path.join(projectRoot, file), 'utf8');
  const problems = releaseProblems(tag, read, process.env.GITHUB_REPOSITORY);
  if (problems.length > 0) throw new Error(problems.join('\n'));
  if (values.notes !== undefined) writeFileSync(values.notes, `${notesOf(read('CHANGELOG.md'), tag.slice(1)) ?? ''}\n`);
  console.log(`${tag} can be released.`);
}

if (process.argv[1]?.endsWith('releaseCheck.ts')) {
  try {
    main();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
