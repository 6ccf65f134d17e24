/** `npm run bench:activation`: how long `activate()` takes in the extension host of a real VS Code. */
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import esbuild from 'esbuild';
import { launchBrowser } from '../harness/browser';
import { build, outFolder, projectRoot } from '../harness/project';
import { startServedVsCode } from '../harness/servedVsCode';
import { serveTestWorld } from '../harness/testWorld';

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
  let end: () => void = () => undefined;
  const done = new Promise<void>((resolve) => (end = resolve));
  const world = await serveTestWorld((report) => {
    if (report.kind === 'say') console.log(report.text);
    if (report.kind === 'end') end();
  });
  const entry = path.join(outFolder, 'bench', 'activation.js');
  await esbuild.build({
    entryPoints: [path.join(projectRoot, 'test', 'bench', 'host', 'activation.ts')],
    outfile: entry,
    bundle: true,
    format: 'cjs',
    platform: 'browser',
    external: ['vscode'],
    define: { __WORLD_URL__: JSON.stringify(world.url) },
  });
  const served = await startServedVsCode();
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage();
    await page.exposeFunction('codeAutomationLog', () => undefined);
    await page.exposeFunction('codeAutomationExit', (code: number) => {
      if (code !== 0) process.exitCode = 1;
      end();
    });
    await page.goto(
      served.url(served.folder, [
        ['extensionDevelopmentPath', served.remote(dormantExtension())],
        ['extensionTestsPath', served.remote(entry)],
      ]),
    );
    await done;
  } finally {
    await browser.close();
    await served.close();
    await world.close();
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
