import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { faultList, type Fault } from './faultList';
import { runMatrix } from './faultGround';
import { expected, operationClasses, type Outcome } from './faultMatrix';
import { operationCalls } from './operationCalls';
import { projectRoot } from './project';

export const faultTablePath = path.join(projectRoot, 'test', 'faults.md');

/** The signs of the big table, one an end. */
const signs: Readonly<Record<string, string>> = {
  ok: '·',
  network: 'N',
  timeout: 'T',
  badResponse: 'B',
  tooLarge: 'L',
  auth: 'A',
  forbidden: 'F',
  notFound: 'G',
  conflict: 'C',
  validation: 'V',
  rateLimited: 'R',
  server: 'S',
};

/** `S4?`: it ended as `server` after four requests, and is unknown to have happened. */
export function cell({ end, maybeDone, requests }: Outcome): string {
  return `${signs[end] ?? '!'}${requests}${maybeDone ? '?' : ''}`;
}

const words = ({ end, maybeDone, requests }: Outcome) => `${end} ${requests}${maybeDone ? ' ?' : ''}`;
const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;

/** Every operation under every fault, as text; `cells` are those of the rule where nothing was measured. */
export function faultTable(
  cellOf = (call: (typeof operationCalls)[number], fault: Fault) => cell(expected(call, fault)),
) {
  const faults = faultList({ url: 'https://elsewhere.invalid/' });
  const alike = operationClasses(faults);
  const letters = alike.map((_, place) => String.fromCharCode(65 + place));
  const widest = Math.max(...operationCalls.map(({ operation }) => operation.length));
  const numbers = faults.map((_, place) => String(place + 1).padStart(3)).join(' ');
  return [
    '# Operations × faults',
    '',
    `What comes of each of the ${operationCalls.length} operations under each of ${faults.length} faults, made by a server on a bare TCP socket`,
    '(`test/harness/faultServer.ts`). `npm run faults` measures it and writes this file; `test/unit/api/faults.test.ts`',
    'holds every cell against the rule (`test/harness/faultMatrix.ts`), and this file against both.',
    '`test/host/faultMatrix.test.ts` does so once more in the extension hosts of VS Code, under each fault with one operation',
    'of each class (**A**, **B** …); what a browser does by itself (it sends again where a used connection broke, and cannot',
    'tell a refused one from a lost one) is said there.',
    '',
    'A cell says how the call ended (`ok`, or the kind of the `ApiError`), how many requests reached the server, and `?`',
    'where it is unknown whether the act happened. What is posted is never sent twice, but for a logged event, whose key',
    'makes it one event. What is put or patched is sent once as well: before it is sent again it is read and decided again',
    '(`src/tracking/saving/save.ts`). The last column is how long `Retry-After` makes everybody wait.',
    '',
    row(['fault', ...letters, 'waits']),
    row(['---', ...letters.map(() => '---'), '---']),
    ...faults.map((fault) =>
      row([
        fault.name,
        ...alike.map(([call]) => (call ? words(expected(call, fault)) : '')),
        fault.retryAfter === undefined ? '' : `${fault.retryAfter / 1000} s`,
      ]),
    ),
    '',
    ...alike.map((calls, place) => `- **${letters[place]}**: ${calls.map(({ operation }) => operation).join(', ')}`),
    '',
    '## One by one',
    '',
    `${Object.entries(signs)
      .map(([end, sign]) => `\`${sign}\` ${end}`)
      .join(', ')}.`,
    '',
    '```text',
    `${''.padEnd(widest)} ${numbers}`,
    ...operationCalls.map((call) =>
      `${call.operation.padEnd(widest)} ${faults.map((fault) => cellOf(call, fault).padStart(3)).join(' ')}`.trimEnd(),
    ),
    '',
    ...faults.map(({ name }, place) => `${String(place + 1).padStart(3)} ${name}`),
    '```',
    '',
  ].join('\n');
}

/** `npm run faults` */
export async function main(): Promise<void> {
  const { measured, skipped, elsewhere, unhandled } = await runMatrix();
  const found = new Map(measured.map((one) => [`${one.call.operation} ${one.fault.name}`, cell(one.outcome)]));
  const table = faultTable(({ operation }, { name }) => found.get(`${operation} ${name}`) ?? '-');
  console.log(table);
  const wrong = measured.filter(({ call, fault, outcome }) => cell(outcome) !== cell(expected(call, fault)));
  for (const { call, fault, outcome } of wrong)
    console.log(`${call.operation}, ${fault.name}: ${words(outcome)} instead of ${words(expected(call, fault))}`);
  for (const name of skipped) console.log(`Not on this computer: ${name}`);
  console.log(
    `${measured.length} cells, ${wrong.length} against the rule; ${elsewhere} requests to the other host, ${unhandled.length} unhandled rejections`,
  );
  writeFileSync(faultTablePath, faultTable());
  if (wrong.length + elsewhere + unhandled.length > 0) process.exitCode = 1;
}
