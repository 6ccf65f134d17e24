/**
 * `npm run bench:files`: what reading a mission file costs, beside the YAML library with the options that it has by
 * itself. Both in turn, the best of three. Prints a table; nothing in it passes or fails.
 */
import { isAlias, parseDocument, visit } from 'yaml';
import { parseMissionFile } from '../../src/formats/missionFile/missionFile';

const file = (lines: readonly string[]) => `---\nname: &a A\nmetadata:\n${lines.join('\n')}\n---\n\nCall them.\n`;
const lines = (count: number, line: (index: number) => string) => Array.from({ length: count }, (_, i) => line(i));

const files: readonly (readonly [string, (count: number) => string, readonly number[]])[] = [
  ['keys', (count) => file(lines(count, (index) => `  k${index}: v`)), [1000, 2000, 4000, 8000, 40_000]],
  ['aliases', (count) => file(['  list:', ...lines(count, () => '    - *a')]), [1000, 2000, 4000, 8000, 20_000]],
];

/** As before: keys compared with each other, and each alias looked for in the whole document, a thousand at most. */
function naively(text: string): void {
  const document = parseDocument(text.slice(4, text.indexOf('\n---\n', 4)), { keepSourceTokens: true });
  let left = 1000;
  visit(document, {
    Alias: (_, node) => {
      if (left-- > 0 && isAlias(node)) node.resolve(document);
    },
  });
}

function timed(act: () => unknown): number {
  const start = process.cpuUsage();
  act();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

const rows = [];
for (const [what, write, counts] of files)
  for (const count of counts) {
    const text = write(count);
    let [ours, naive] = [Infinity, Infinity];
    let said = '';
    // Not the same text twice: what was read last is kept.
    for (let round = 0; round < 3; round++) {
      const other = text.replace('name: &a A', `name: &a A${round}`);
      ours = Math.min(
        ours,
        timed(() => (said = parseMissionFile(other).problems[0]?.kind ?? 'read')),
      );
      naive = Math.min(
        naive,
        timed(() => naively(other)),
      );
    }
    rows.push({
      what: `${count} ${what}`,
      kB: Math.round(text.length / 1000),
      'ours, ms': ours.toFixed(1),
      'library, ms': naive.toFixed(0),
      ratio: `1 : ${(naive / ours).toFixed(0)}`,
      said,
    });
  }
console.log('Reading a mission file, milliseconds of the processor');
console.table(rows);
