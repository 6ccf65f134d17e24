/** The global setup of the tests of the `.vsix`: packed once. */
import { rmSync } from 'node:fs';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { outFolder, pack } from './project';

declare module 'vitest' {
  interface ProvidedContext {
    /** The path of the `.vsix`. */
    readonly vsix: string;
  }
}

export function setup({ provide }: TestProject): void {
  rmSync(path.join(outFolder, 'failures', 'packed'), { recursive: true, force: true });
  provide('vsix', pack());
}
