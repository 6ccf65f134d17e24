/** `npm run audit`: whether a vulnerability is known of anything that ships. Ends with 1 where one is, with 2 where nobody can say. */
import { spawnSync } from 'node:child_process';
import { projectRoot } from './project';

type Answer = {
  /** Where the registry did not answer. */
  readonly message?: string;
  readonly statusCode?: number;
  readonly metadata?: { readonly vulnerabilities?: Readonly<Record<string, number>> };
};

function ask(): Answer {
  const { stdout } = spawnSync('npm', ['audit', '--omit=dev', '--json'], {
    cwd: projectRoot,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  try {
    return JSON.parse(stdout) as Answer;
  } catch {
    return { message: 'npm gave no answer' };
  }
}

const { message = '', statusCode, metadata } = ask();
const known = metadata?.vulnerabilities;
if (known === undefined) {
  const why = [403, 404, 405, 501].includes(statusCode ?? 0)
    ? 'The registry has no audit endpoint'
    : 'npm audit failed';
  console.error(`${why} (${message}), so it is unknown whether what ships has known vulnerabilities.`);
  console.error('Ask one that has: npm run audit --registry=https://registry.npmjs.org');
  process.exitCode = 2;
} else if ((known.total ?? 0) === 0) console.log('No vulnerability is known of anything that ships.');
else {
  console.error(`${known.total} known vulnerabilities in what ships: see "npm audit --omit=dev".`);
  process.exitCode = 1;
}
