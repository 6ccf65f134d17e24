/** The entry that VS Code calls (`extensionTestsPath`), in the desktop, remote and web extension host alike. */
import 'mocha/mocha.js';
import type { Report } from '../harness/testWorld';
import { report } from './world';

declare const __GREP__: string;

/** Defines the tests; the bundler puts the files in, found by their names. */
declare function __defineTests__(): void;

/** Results go to the harness, one by one: mocha's own reporters need a page or a terminal. */
class Silent {
  constructor(readonly runner: unknown) {}
}

export async function run(): Promise<void> {
  mocha.setup({
    ui: 'bdd',
    timeout: 20_000,
    // As in the UI layer: on a busy computer VS Code now and then answers too late. The report names each such test.
    retries: 1,
    reporter: Silent as unknown as Mocha.ReporterConstructor,
    ...(__GREP__ ? { grep: __GREP__ } : {}),
  });
  __defineTests__();
  // One after the other: they are to arrive in the order in which they happened.
  let reported: Promise<unknown> = Promise.resolve();
  const say = (said: Report) => {
    reported = reported.then(() => report(said));
  };
  const failures = await new Promise<number>((resolve) => {
    const runner = mocha.run(resolve);
    runner.on('pass', (test) => say({ kind: 'pass', title: test.fullTitle(), ms: test.duration ?? 0 }));
    runner.on('pending', (test) => say({ kind: 'skip', title: test.fullTitle() }));
    runner.on('retry', (test: Mocha.Test, error: unknown) =>
      say({ kind: 'again', title: test.fullTitle(), error: String(error) }),
    );
    runner.on('fail', (test, error: unknown) => {
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      say({ kind: 'fail', title: test.fullTitle(), error: text });
    });
  });
  say({ kind: 'end' });
  await reported;
  if (failures > 0) throw new Error(`${failures} failed`);
}
