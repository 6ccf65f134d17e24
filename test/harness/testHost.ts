/** `npm run test:host`: the host suite in a served VS Code, in its remote extension host; `--web` in its web one. */
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { launchBrowser } from './browser';
import { runHostSuite, suitePath } from './hostSuite';
import { build, extensionId, outFolder, projectRoot } from './project';
import { startServedVsCode } from './servedVsCode';

const longest = 240_000;

async function main(): Promise<void> {
  const web = process.argv.includes('--web');
  build();
  const result = await runHostSuite(web ? 'host-web' : 'host', async () => {
    const served = await startServedVsCode(web ? { 'remote.extensionKind': { [extensionId]: ['web'] } } : {});
    const folder = mkdtempSync(path.join(os.tmpdir(), 'missions-folder-'));
    const browser = await launchBrowser();
    try {
      const page = await browser.newPage();
      const code = new Promise<number>((resolve, reject) => {
        setTimeout(() => reject(new Error(`The suite did not end within ${longest / 1000} s`)), longest).unref();
        void page.exposeFunction('codeAutomationLog', (type: string, args: unknown[]) => {
          // Of all that VS Code logs, what comes from here.
          if (type === 'error' && args.some((text) => /out\/host|dist\/extension/.test(String(text))))
            console.log(...args);
        });
        void page.exposeFunction('codeAutomationExit', resolve);
      });
      await page.goto(
        served.url(folder, [
          ['extensionDevelopmentPath', served.remote(projectRoot)],
          ['extensionTestsPath', served.remote(suitePath)],
        ]),
      );
      try {
        await code;
      } catch (error) {
        await page.screenshot({ path: path.join(outFolder, 'host-hang.png') });
        throw error;
      }
    } finally {
      await browser.close();
      await served.close();
      rmSync(folder, { recursive: true, force: true });
    }
  });
  process.exit(result.failed > 0 || result.passed === 0 ? 1 : 0);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
