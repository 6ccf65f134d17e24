/** The most tokens that an answer takes where its reader names no other number. */
export const defaultMaxTokens = 1500;

/**
 * About how many tokens a model counts in the text; rather too many than too few. Models count differently, and only the
 * one that asks could say: `countTokens` is asked before an answer leaves.
 */
export function estimateTokens(text: string): number {
  let tokens = 0;
  for (const [part] of text.matchAll(/[A-Za-z]+|\d+|[^\S\n]+|\n|[^\0-\x7F]|[^]/g)) {
    const { length } = part;
    const unit = part.charCodeAt(0);
    // Scripts that few models know come in bytes.
    if (unit > 0x7f) tokens += unit > 0x6ff && unit < 0x2000 ? 2.2 : 1.5;
    else if (/[A-Za-z]/.test(part)) tokens += Math.max(1, length / 4);
    else if (/\d/.test(part)) tokens += Math.ceil(length / 2);
    // A space goes with the word behind it.
    else if (part !== ' ') tokens += Math.max(1, length / 4);
  }
  return Math.ceil(tokens);
}

/** Lines, as many as there is room for. */
export class LineBudget {
  readonly lines: string[] = [];
  #left: number;

  constructor(maxTokens: number) {
    this.#left = maxTokens;
  }

  /** How many tokens there is room for. */
  get left(): number {
    return this.#left;
  }

  /** Adds the line where it fits. Returns whether it did. */
  add(line: string): boolean {
    const tokens = estimateTokens(line) + 1;
    if (tokens > this.#left) return false;
    this.#left -= tokens;
    this.lines.push(line);
    return true;
  }
}

/** The beginning of a text that takes at most so many tokens, and whether that is all of it. */
export function startOfText(text: string, maxTokens: number): { readonly text: string; readonly isWhole: boolean } {
  // No model counts more than a token for two characters of what fits; longer texts need not be counted whole.
  let end = Math.min(text.length, maxTokens * 8);
  while (end > 0 && estimateTokens(text.slice(0, end)) > maxTokens) end = Math.floor(end * 0.8);
  return { text: text.slice(0, end).toWellFormed(), isWhole: end === text.length };
}
