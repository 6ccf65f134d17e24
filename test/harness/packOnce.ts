/** The global setup of the tests of the `.vsix`: packed once. */
import type { TestProject } from 'vitest/node';
import { pack } from './project';

declare module 'vitest' {
  interface ProvidedContext {
    /** The path of the `.vsix`. */
    readonly vsix: string;
  }
}

export function setup({ provide }: TestProject): void {
  provide('vsix', pack());
}
