/** `npm run test:host`: the host suite in a served VS Code, in its remote extension host; `--web` in its web one. */
import path from 'node:path';
import type { Page } from 'playwright-core';
import { launchBrowser } from './browser';
import { runHostSuite, suiteOptions } from './hostSuite';
import { build, extensionId, outFolder, projectRoot } from './project';
import { startServedVsCode } from './servedVsCode';

/** Ends a run that hangs (ms). */
const longest = 1_200_000;

/** Opens VS Code on the suite. Resolves when it has ended it; rejects, with a picture of it where there is one, when it never will. */
async function runSuite(page: Page, address: string, serverEnded: Promise<void>): Promise<void> {
  await page.exposeFunction('codeAutomationLog', (type: string, args: unknown[]) => {
    // Of all that VS Code logs, what comes from here.
    if (type === 'error' && args.some((text) => /out\/host|dist\/extension/.test(String(text)))) console.log(...args);
  });
  let late: NodeJS.Timeout | undefined;
  try {
    await new Promise<void>((resolve, reject) => {
      const fail = (what: string) => reject(new Error(what));
      page
        .exposeFunction('codeAutomationExit', () => resolve())
        .then(() => page.goto(address))
        .catch(reject);
      page.on('crash', () => fail('The page of VS Code crashed'));
      void serverEnded.then(() => fail('VS Code’s server ended in the middle of the suite'));
      late = setTimeout(() => fail(`The suite did not end within ${longest / 1000} s: see out/host-hang.png`), longest);
    });
  } catch (error) {
    await page.screenshot({ path: path.join(outFolder, 'host-hang.png'), timeout: 5000 }).catch(() => undefined);
    throw error;
  } finally {
    clearTimeout(late);
  }
}

async function main(): Promise<void> {
  const { web, ...options } = suiteOptions();
  build();
  const result = await runHostSuite(web ? 'host-web' : 'host', options, async (suitePath) => {
    const served = await startServedVsCode(web ? { 'remote.extensionKind': { [extensionId]: ['web'] } } : {});
    const browser = await launchBrowser();
    try {
      const page = await browser.newPage();
      const address = served.url(served.folder, [
        ['extensionDevelopmentPath', served.remote(projectRoot)],
        ['extensionTestsPath', served.remote(suitePath)],
      ]);
      await runSuite(page, address, served.ended);
    } finally {
      await browser.close();
      await served.close();
    }
  });
  process.exit(result.failed > 0 || result.passed === 0 ? 1 : 0);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
