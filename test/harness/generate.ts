/** `npm run notices`, `npm run docs`: writes the files that follow from others. Unit tests hold them fresh. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { notices } from './notices';
import { projectRoot } from './project';
import { withTables } from './readmeTables';

async function main(what: string | undefined): Promise<void> {
  if (what === 'notices') writeFileSync(path.join(projectRoot, 'ThirdPartyNotices.txt'), notices());
  else if (what === 'docs') {
    for (const name of ['README.md', 'docs/architecture.md'] as const) {
      const file = path.join(projectRoot, name);
      writeFileSync(file, await withTables(readFileSync(file, 'utf8'), name));
    }
  } else throw new Error('What is to be written: notices or docs?');
}

main(process.argv[2]).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
