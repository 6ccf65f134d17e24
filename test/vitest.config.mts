import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The UI tests that take longest, longest first: started last, one of them would keep one worker busy alone. */
const longest: readonly string[] = [
  'publishOnce',
  'unsaved',
  'missionFiles',
  'manyMissions',
  'mainJob',
  'timelineAccess',
  'timelinePage',
  'timelineFeatures',
  'demoAccount',
  'menus',
  'agent',
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) => {
      const found = longest.indexOf(path.basename(moduleId, '.test.ts'));
      return found < 0 ? longest.length : found;
    };
    const sorted = await super.sort(files);
    return sorted.sort((a, b) => place(a) - place(b));
  }
}

/** Tests that drive a real VS Code: three workers, each with one served VS Code and one browser for all its files. */
const driven = (name: string, globalSetup: string, groupOrder: number) => ({
  name,
  environment: 'node' as const,
  include: [`test/${name}/**/*.test.ts`],
  globalSetup,
  env: { TEST_LAYER: name },
  // One hangs that takes longer. The conditions that it waits for end sooner, and say what did not come.
  testTimeout: 300_000,
  hookTimeout: 300_000,
  expect: { poll: { timeout: 60_000 } },
  pool: 'forks' as const,
  // What a worker has started serves the next file as well.
  isolate: false,
  maxWorkers: 3,
  sequence: { groupOrder },
});

export default defineConfig({
  root,
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        root,
        // The documents that the model check opens ask nothing of VS Code but their words.
        resolve: { alias: { vscode: path.join(root, 'test/modelCheck/fakeVscode.ts') } },
        test: {
          name: 'unit',
          environment: 'node',
          // Some count what thousands of requests do in virtual time, on computers that do other work as well.
          testTimeout: 30_000,
          include: ['test/unit/**/*.test.ts'],
          setupFiles: ['test/unit/seeds.ts'],
        },
      },
      { root, test: driven('ui', 'test/harness/buildOnce.ts', 1) },
      { root, test: driven('packed', 'test/harness/packOnce.ts', 2) },
    ],
  },
});
