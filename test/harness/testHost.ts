/**
 * `npm run test:host`: the host suite in a served VS Code, in its remote extension host; `--web` in its web one;
 * `--serve` for a VS Code that somebody else starts (F5).
 */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { launchBrowser } from './browser';
import { runHostSuite, serveHostSuite, suiteOptions } from './hostSuite';
import { build, extensionId, failureFile, failuresFolder, isBuilt, projectRoot } from './project';
import { installScriptedModel } from './scriptedModel/install';
import { startServedVsCode } from './servedVsCode';

/** Ends a run that hangs (ms). */
const timeoutMs = 15 * 60_000;

/** Takes a screenshot of VS Code as it is. Returns a sentence that names its place. */
async function keepScreenshot(page: Page, title: string): Promise<string> {
  mkdirSync(failuresFolder, { recursive: true });
  const file = failureFile(title, '.png');
  try {
    await page.screenshot({ path: file, timeout: 5000 });
    return `See ${path.relative(projectRoot, file)}.`;
  } catch (error) {
    return `No screenshot: ${String(error)}`;
  }
}

/** Opens VS Code on the suite. Resolves when it has ended it; rejects, with a screenshot, when it never will. */
async function runSuite(page: Page, layer: string, address: string, serverEnded: Promise<void>): Promise<void> {
  await page.exposeFunction('codeAutomationLog', (type: string, args: unknown[]) => {
    // Of all that VS Code logs, what comes from here.
    if (type === 'error' && args.some((text) => /out\/host|dist\/extension/.test(String(text)))) console.log(...args);
  });
  let timer: NodeJS.Timeout | undefined;
  try {
    await new Promise<void>((resolve, reject) => {
      const fail = (what: string) => reject(new Error(what));
      page
        .exposeFunction('codeAutomationExit', () => resolve())
        .then(() => page.goto(address))
        .catch(reject);
      page.on('crash', () => fail('The page of VS Code crashed'));
      void serverEnded.then(() => fail('The server of VS Code ended in the middle of the suite'));
      timer = setTimeout(() => fail(`The suite did not end within ${timeoutMs / 60_000} minutes`), timeoutMs);
    });
  } catch (error) {
    throw new Error(await keepScreenshot(page, `${layer} did not end`), { cause: error });
  } finally {
    clearTimeout(timer);
  }
}

async function main(): Promise<void> {
  const { web, serve, ...options } = suiteOptions();
  if (serve) return serveHostSuite(options);
  const layer = web ? 'host-web' : 'host';
  if (!isBuilt) build('--production');
  let page: Page | undefined;
  const result = await runHostSuite(layer, options, {
    start: async (suitePath) => {
      const settings = web ? { 'remote.extensionKind': { [extensionId]: ['web'] } } : {};
      const [served, browser] = await Promise.all([
        startServedVsCode(settings, undefined, { installBeside: installScriptedModel }),
        launchBrowser(),
      ]);
      try {
        page = await browser.newPage();
        const address = served.url(served.folder, [
          ['extensionDevelopmentPath', served.remote(projectRoot)],
          ['extensionTestsPath', served.remote(suitePath)],
        ]);
        await runSuite(page, layer, address, served.ended);
      } finally {
        await browser.close();
        await served.close();
      }
    },
    describeFailure: (title) => (page ? keepScreenshot(page, `${layer} ${title}`) : Promise.resolve('')),
  });
  process.exit(result.failed > 0 || result.passed === 0 ? 1 : 0);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
