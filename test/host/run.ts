/** The entry that VS Code calls (`extensionTestsPath`), in the desktop, remote and web extension host alike. */
import 'mocha/mocha.js';
import { report } from './world';

declare const __GREP__: string;

/** Defines the tests; the bundler puts the files in, found by their names. */
declare function __defineTests__(): void;

/** Results go to the harness, one by one: mocha's own reporters need a page or a terminal. */
class Silent {}

export async function run(): Promise<void> {
  mocha.setup({
    ui: 'bdd',
    timeout: 20_000,
    reporter: Silent as unknown as Mocha.ReporterConstructor,
    ...(__GREP__ ? { grep: __GREP__ } : {}),
  });
  __defineTests__();
  const reports: Promise<unknown>[] = [];
  const failures = await new Promise<number>((resolve) => {
    const runner = mocha.run(resolve);
    runner.on('pass', (test) =>
      reports.push(report({ kind: 'pass', title: test.fullTitle(), ms: test.duration ?? 0 })),
    );
    runner.on('pending', (test) => reports.push(report({ kind: 'skip', title: test.fullTitle() })));
    runner.on('fail', (test, error: unknown) => {
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      reports.push(report({ kind: 'fail', title: test.fullTitle(), error: text }));
    });
  });
  await Promise.all(reports);
  await report({ kind: 'end' });
  if (failures > 0) throw new Error(`${failures} failed`);
}
