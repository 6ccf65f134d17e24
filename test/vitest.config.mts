import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('..', import.meta.url));

export default defineConfig({
  root,
  test: {
    projects: [
      { root, test: { name: 'unit', environment: 'node', include: ['test/unit/**/*.test.ts'] } },
      {
        root,
        test: {
          name: 'ui',
          environment: 'node',
          include: ['test/ui/**/*.test.ts'],
          testTimeout: 90_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
