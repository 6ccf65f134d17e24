/** `npm run bench:activation`: how long `activate()` takes in the extension host of a real VS Code. */
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build, outFolder, projectRoot } from '../harness/project';
import { runInVsCode } from './inVsCode';

/** The extension as it ships, but for this: VS Code does not activate it by itself before it is measured. */
function dormantExtension(): string {
  const folder = path.join(outFolder, 'bench', 'extension');
  rmSync(folder, { recursive: true, force: true });
  for (const part of ['dist', 'media', 'l10n', 'package.nls.json'])
    cpSync(path.join(projectRoot, part), path.join(folder, part), { recursive: true });
  const manifest = JSON.parse(readFileSync(path.join(projectRoot, 'package.json'), 'utf8')) as object;
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ ...manifest, activationEvents: [] }));
  return folder;
}

async function main(): Promise<void> {
  build('--production');
  await runInVsCode({
    name: 'activation',
    extension: dormantExtension(),
    hear(report) {
      if (report.kind === 'say') console.log(report.text);
    },
  });
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
