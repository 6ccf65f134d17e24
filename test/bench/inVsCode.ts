import path from 'node:path';
import esbuild from 'esbuild';
import type { Page } from 'playwright-core';
import { launchBrowser } from '../harness/browser';
import { outFolder, projectRoot } from '../harness/project';
import { startServedVsCode } from '../harness/servedVsCode';
import { serveTestWorld, type Report } from '../harness/testWorld';

/**
 * Runs `test/bench/host/<name>.ts` in the extension host of a real VS Code, and resolves when it has said that it is at
 * its end. What it says is heard one after the other, in its order.
 * @param parts.extension the folder of the extension.
 * @param parts.define what the entry has put in, by names, as JSON.
 */
export async function runInVsCode(parts: {
  readonly name: string;
  readonly extension: string;
  readonly define?: Readonly<Record<string, unknown>>;
  readonly hear: (report: Report) => void | Promise<void>;
  /** Sees the page of VS Code before it loads. */
  readonly onPage?: (page: Page) => Promise<void>;
}): Promise<void> {
  const { name, extension, define = {}, hear, onPage } = parts;
  let end: () => void = () => undefined;
  let fail: (error: unknown) => void = () => undefined;
  const ended = new Promise<void>((resolve, reject) => {
    end = resolve;
    fail = reject;
  });
  let heard: Promise<unknown> = Promise.resolve();
  const world = await serveTestWorld((report) => {
    heard = heard.then(() => (report.kind === 'end' ? end() : hear(report)));
    heard.catch(fail);
    return Promise.resolve();
  });
  const entry = path.join(outFolder, 'bench', `${name}.js`);
  await esbuild.build({
    entryPoints: [path.join(projectRoot, 'test', 'bench', 'host', `${name}.ts`)],
    outfile: entry,
    bundle: true,
    format: 'cjs',
    platform: 'node',
    external: ['vscode'],
    define: Object.fromEntries(
      Object.entries({ __WORLD_URL__: world.url, ...define }).map(([key, value]) => [key, JSON.stringify(value)]),
    ),
  });
  const served = await startServedVsCode();
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: 1600, height: 1000 } });
    await page.exposeFunction('codeAutomationLog', () => undefined);
    await page.exposeFunction('codeAutomationExit', (code: number) => {
      if (code !== 0) fail(new Error(`VS Code ended ${name} with code ${code}`));
    });
    await onPage?.(page);
    await page.goto(
      served.url(served.folder, [
        ['extensionDevelopmentPath', served.remote(extension)],
        ['extensionTestsPath', served.remote(entry)],
      ]),
    );
    await ended;
  } finally {
    await browser.close();
    await served.close();
    await world.close();
  }
}
