import type { JsonObject } from './mission';

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof ExactNumber);
}

/** A copy without the members that are `undefined`, typed as the optional properties that they become. */
export function compact<T extends object>(
  value: T,
): { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
} {
  const kept: Record<string, unknown> = {};
  // Every row that comes is made by this: going through pairs would take five times as long.
  for (const name in value) if (value[name] !== undefined) kept[name] = value[name];
  return kept as ReturnType<typeof compact<T>>;
}

/** What the table says of a word that came from outside, and that may be `constructor`. */
export function own<T>(table: Readonly<Record<string, T>>, word: string): T | undefined {
  return Object.hasOwn(table, word) ? table[word] : undefined;
}

/**
 * How many objects and lists may stand inside each other. V8 reads and this program could show more, but what walks
 * values by calling itself (printing, comparing, sending) would run out of stack at some thousands.
 */
export const jsonDepthLimit = 200;

/** Whether a value nests deeper than the limit; calls itself no deeper than that. */
export function isTooDeep(value: unknown, levels = jsonDepthLimit): boolean {
  if (typeof value !== 'object' || value === null || value instanceof ExactNumber) return false;
  if (levels === 0) return true;
  for (const member of Object.values(value)) if (isTooDeep(member, levels - 1)) return true;
  return false;
}

/** Stands in the place of what nests too deeply, where the rest can be shown without it. */
export const tooDeepText = '… (nested too deeply to be shown)';

/** The object itself, or a copy of it in which a text stands in the place of what nests too deeply. */
export function cutDeep(object: JsonObject): JsonObject {
  return isTooDeep(object) ? cutMembers(object, jsonDepthLimit - 1) : object;
}

/** Whether something was cut from the value: what is left must not be sent in the place of the whole. */
export function isCut(value: unknown): boolean {
  if (value === tooDeepText) return true;
  return typeof value === 'object' && value !== null && Object.values(value).some(isCut);
}

function cutMembers(object: object, levels: number): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([name, member]) => [name, cut(member, levels)]));
}

function cut(value: unknown, levels: number): unknown {
  if (typeof value !== 'object' || value === null || value instanceof ExactNumber) return value;
  if (levels === 0) return tooDeepText;
  return Array.isArray(value) ? value.map((item) => cut(item, levels - 1)) : cutMembers(value, levels - 1);
}

/**
 * A number of a JSON text that JavaScript would write in another way: `1.0`, `1e400`, an id of nineteen digits. It is
 * held as it was written, so that what nobody touched is sent, shown and saved digit for digit.
 */
export class ExactNumber {
  /** As JSON writes it. */
  readonly text: string;

  constructor(text: string) {
    this.text = text;
    Object.freeze(this);
  }

  toString(): string {
    return this.text;
  }

  /** For `jsonText`; whatever else prints JSON gets the nearest number. */
  toJSON(): number | string {
    if (!printing) return Number(this.text);
    printing.mark ??= crypto.getRandomValues(new Uint32Array(4)).join('-');
    return printing.mark + this.text;
  }
}

/** Set while a text is made; `mark` stands before the exact numbers in it, which are strings until it is done. */
let printing: { mark?: string } | undefined;

/**
 * Prints a value as JSON. Together with `parseJson` the one way to print what came from elsewhere, or may go there.
 * @param indent of each level; all of it is one line where absent.
 */
export function jsonText(value: unknown, indent?: number): string {
  const own: { mark?: string } = {};
  printing = own;
  let text: string;
  try {
    text = JSON.stringify(value, undefined, indent);
  } finally {
    printing = undefined;
  }
  // Nobody can have written the mark into a text: it was thrown after that.
  return own.mark === undefined ? text : text.replace(new RegExp(`"${own.mark}([^"]*)"`, 'g'), '$1');
}

/**
 * Reads a JSON text as `JSON.parse` does, but for numbers that would come out in other digits: those are `ExactNumber`s.
 * It is `JSON.parse` and a scan of the text; a parser in JavaScript would take three times as long for a page of
 * events, and its stack for what nests deeply. Only a text with such numbers is read twice.
 * @throws SyntaxError as `JSON.parse` does.
 */
export function parseJson(text: string): unknown {
  const value: unknown = JSON.parse(text);
  const quoted = withQuotedNumbers(text);
  return quoted === undefined ? value : withExactNumbers(value, JSON.parse(quoted));
}

/** Whether the value is the text of a JSON number that JavaScript would write in another way. */
export function isInexact(text: string): boolean {
  return /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?$/.test(text) && !survives(text);
}

/** The nearest number, for fields that are numbers by contract; `undefined` for what is none. */
export function numberOf(value: unknown): number | undefined {
  if (value instanceof ExactNumber) return Number(value.text);
  return typeof value === 'number' ? value : undefined;
}

/** Whether the text of a number is what JavaScript writes for it. */
function survives(token: string): boolean {
  return String(Number(token)) === token;
}

const quote = 0x22;
const backslash = 0x5c;

/** A sound JSON text with its inexact numbers in quotes; `undefined` where it has none, as almost all have. */
function withQuotedNumbers(text: string): string | undefined {
  const parts: string[] = [];
  let taken = 0;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === quote) {
      at = closingQuote(text, at);
    } else if (isDigit(unit) || unit === 0x2d) {
      const start = at;
      let isPlain = unit !== 0x2d;
      for (let next = text.charCodeAt(at + 1); isDigit(next) || isSign(next); next = text.charCodeAt(++at + 1))
        isPlain &&= isDigit(next);
      // Whole numbers below 10^15 need no closer look.
      if (isPlain && at - start < 15) continue;
      const token = text.slice(start, at + 1);
      if (survives(token)) continue;
      parts.push(text.slice(taken, start), token);
      taken = at + 1;
    }
  }
  return parts.length === 0 ? undefined : `${parts.join('"')}"${text.slice(taken)}`;
}

function isDigit(unit: number): boolean {
  return unit >= 0x30 && unit <= 0x39;
}

/** What may stand in a number beside its digits: `-`, `+`, `.`, `e` and `E`. */
function isSign(unit: number): boolean {
  return unit === 0x2d || unit === 0x2b || unit === 0x2e || unit === 0x65 || unit === 0x45;
}

/** Where the string ends that begins at `start`. */
function closingQuote(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end > 0; end = text.indexOf('"', end + 1)) {
    let before = end;
    while (text.charCodeAt(before - 1) === backslash) before--;
    if ((end - before) % 2 === 0) return end;
  }
  return text.length;
}

/**
 * Puts exact numbers where `value` has a number and `quoted`, read from the same text, its digits in quotes. Takes no
 * stack, however deep the value is, and reaches own members only, whatever their names.
 */
function withExactNumbers(value: unknown, quoted: unknown): unknown {
  if (typeof value === 'number' && typeof quoted === 'string') return new ExactNumber(quoted);
  const open: [Record<string, unknown>, Record<string, unknown>][] = [];
  const enter = (one: unknown, other: unknown) => {
    // Both came of one text: where one is an object or a list, so is the other.
    if (typeof one === 'object' && one !== null) open.push([one, other] as (typeof open)[number]);
  };
  enter(value, quoted);
  for (let pair = open.pop(); pair; pair = open.pop()) {
    const [members, texts] = pair;
    for (const name of Object.keys(members)) {
      const [member, text] = [members[name], texts[name]];
      if (typeof member === 'number' && typeof text === 'string') members[name] = new ExactNumber(text);
      else enter(member, text);
    }
  }
  return value;
}
