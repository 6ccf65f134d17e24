/** What a failed test of what people see leaves behind: a screenshot and a trace of Playwright's. */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import type { TestContext } from 'vitest';
import { failureFile, failuresFolder, projectRoot } from './project';

/**
 * Begins to record what happens in a browser context: the first part of it. The trace has each act, what it waited for
 * and what the page logged; documents and pictures of every act would cost a third of the time.
 */
export async function startTrace(context: BrowserContext): Promise<void> {
  await context.tracing.start({ snapshots: false });
}

/** Ends a part of the trace that nobody needs, and begins the next. */
export async function discardTrace(context: BrowserContext): Promise<void> {
  await context.tracing.stopChunk();
  await context.tracing.startChunk();
}

/** Leaves a screenshot and the part of the trace up to now. Returns a sentence that names their places. */
export async function keepFailure(page: Page, title: string): Promise<string> {
  mkdirSync(failuresFolder, { recursive: true });
  const { tracing } = page.context();
  const left: string[] = [];
  const keep = async (end: string, write: (to: string) => Promise<unknown>) => {
    try {
      const file = failureFile(title, end);
      await write(file);
      left.push(path.relative(projectRoot, file));
    } catch (error) {
      left.push(`no ${end} (${String(error)})`);
    }
  };
  await keep('.png', (to) => page.screenshot({ path: to, timeout: 30_000 }));
  await keep('.zip', (to) => tracing.stopChunk({ path: to }));
  await tracing.startChunk().catch(() => undefined);
  return `See ${left.join(' and ')}.`;
}

/** Ends the part of the trace that is a test's: kept where it failed, with its place in the message, else discarded. */
export async function endTestTrace({ task }: Pick<TestContext, 'task'>, page: Page): Promise<void> {
  const { errors = [], state } = task.result ?? {};
  if (state !== 'fail') {
    await discardTrace(page.context());
    return;
  }
  const places = await keepFailure(page, [task.suite?.name, task.name].filter(Boolean).join(' '));
  for (const error of errors) {
    const { message, stack } = error;
    error.message = `${message}\n${places}`;
    if (stack !== undefined) error.stack = stack.replace(message, () => error.message);
  }
}
