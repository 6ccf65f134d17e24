import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Tests that drive a real VS Code, one after the other. */
const driven = (name: string) => ({
  name,
  environment: 'node' as const,
  include: [`test/${name}/**/*.test.ts`],
  testTimeout: 90_000,
  hookTimeout: 120_000,
  fileParallelism: false,
  // A workbench on a busy computer now and then draws a row anew between the press and the release of a mouse. A step
  // is tried once more; the report names those that needed it, and they are to be looked into.
  retry: 1,
});

export default defineConfig({
  root,
  test: {
    projects: [
      {
        root,
        test: {
          name: 'unit',
          environment: 'node',
          // Some count what thousands of requests do in virtual time, on computers that do other work as well.
          testTimeout: 30_000,
          include: ['test/unit/**/*.test.ts'],
          setupFiles: ['test/unit/seeds.ts'],
        },
      },
      { root, test: driven('ui') },
      { root, test: driven('packed') },
    ],
  },
});
