import { estimateTokens } from './tokens';

/** About what a line takes that counts steps which are left out. */
const gapTokens = 10;

/**
 * A line for each of `count` steps, in their order, as many as fit into so many tokens. `byRank`: their places, those
 * that are shown first where not all fit. Steps that are left out are counted where they would stand.
 */
export function linesOfSteps(
  count: number,
  byRank: readonly number[],
  lineOf: (place: number) => string,
  maxTokens: number,
): readonly string[] {
  const shown = new Array<string | undefined>(count);
  let left = maxTokens - 2 * gapTokens;
  for (const place of byRank) {
    const line = lineOf(place);
    const joinsOn = place === 0 || shown[place - 1] !== undefined || shown[place + 1] !== undefined;
    left -= estimateTokens(line) + 1 + (joinsOn ? 0 : gapTokens);
    if (left < 0) break;
    shown[place] = line;
  }
  return withGaps(shown);
}

function withGaps(lines: readonly (string | undefined)[]): readonly string[] {
  const shown: string[] = [];
  let missing = 0;
  const endGap = () => {
    if (missing > 0) shown.push(`... ${missing} ${missing === 1 ? 'step' : 'steps'} not shown`);
    missing = 0;
  };
  for (const line of lines) {
    if (line === undefined) missing++;
    else {
      endGap();
      shown.push(line);
    }
  }
  endGap();
  return shown;
}
