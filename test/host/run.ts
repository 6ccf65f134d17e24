/** The entry that VS Code calls (`extensionTestsPath`), in the desktop, remote and web extension host alike. */
import 'mocha/mocha.js';
import { createRandom } from '../../src/simulator/agent';
import type { Report } from '../harness/testWorld';
import { report } from './world';

declare const __GREP__: string;
declare const __SEED__: number | undefined;

/** Defines the tests; the bundler puts the files in, found by their names. */
declare function __defineTests__(): void;

/** Results go to the harness, one by one: mocha's own reporters need a page or a terminal. */
class Silent {
  constructor(readonly runner: unknown) {}
}

/** Fisher and Yates. */
function shuffle(list: unknown[], random: () => number): void {
  for (let last = list.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [list[last], list[other]] = [list[other], list[last]];
  }
}

function shuffleSuite(suite: Mocha.Suite, random: () => number): void {
  shuffle(suite.tests, random);
  shuffle(suite.suites, random);
  for (const inner of suite.suites) shuffleSuite(inner, random);
}

/** A title as it stands may be no pattern, or match itself in no case. */
function patternOf(grep: string, root: Mocha.Suite): RegExp {
  const literal = new RegExp(grep.replace(/[$()*+.?[\\\]^{|}]/g, '\\$&'));
  const titles: string[] = [];
  root.eachTest((test) => titles.push(test.fullTitle()));
  return titles.some((title) => literal.test(title)) ? literal : new RegExp(grep);
}

export async function run(): Promise<void> {
  mocha.setup({
    ui: 'bdd',
    timeout: 20_000,
    reporter: Silent as unknown as Mocha.ReporterConstructor,
  });
  __defineTests__();
  if (__GREP__) mocha.grep(patternOf(__GREP__, mocha.suite));
  // Small seeds that are next to each other start alike.
  if (__SEED__ !== undefined) shuffleSuite(mocha.suite, createRandom(Math.imul(__SEED__, 0x9e3779b1)));
  // One after the other: they are to arrive in the order in which they happened.
  let reported: Promise<unknown> = Promise.resolve();
  const say = (said: Report) => {
    reported = reported.then(() => report(said));
  };
  say({ kind: 'start' });
  // What the harness does about a failure, such as a screenshot, comes before the next test.
  mocha.suite.afterEach('reports', () => reported);
  const failures = await new Promise<number>((resolve) => {
    const runner = mocha.run(resolve);
    runner.on('pass', (test) => say({ kind: 'pass', title: test.fullTitle(), ms: test.duration ?? 0 }));
    runner.on('pending', (test) => say({ kind: 'skip', title: test.fullTitle() }));
    runner.on('fail', (test, error: unknown) => {
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      say({ kind: 'fail', title: test.fullTitle(), error: text });
    });
  });
  say({ kind: 'end' });
  await reported;
  if (failures > 0) throw new Error(`${failures} failed`);
}
