/** What a `when` clause of the manifest asks about: a missing key is as good as false. */
export type WhenContext = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

/** The parts of a clause: operators, regular expressions, texts in quotes, and names. */
const token = /\s*(\|\||&&|==|!=|=~|!(?!=)|>=?|<=?|\(|\)|\/(?:[^/\\]|\\.)+\/[a-z]*|'[^']*'|[\w.:-]+)/y;

function tokensOf(clause: string): string[] {
  const tokens: string[] = [];
  token.lastIndex = 0;
  while (token.lastIndex < clause.trimEnd().length) {
    const at = token.lastIndex;
    const [, found] = token.exec(clause) ?? [];
    if (found === undefined) throw new Error(`Cannot read “${clause}” from ${at}`);
    tokens.push(found);
  }
  return tokens;
}

/** Whether a `when` clause holds, as VS Code would find it. Throws where it cannot be read. */
export function holds(clause: string | undefined, context: WhenContext): boolean {
  if (clause === undefined || clause.trim() === '') return true;
  const tokens = tokensOf(clause);
  const take = (expected?: string): string => {
    const next = tokens.shift();
    if (next === undefined || (expected !== undefined && next !== expected))
      throw new Error(`Cannot read “${clause}”: ${next ?? 'its end'} instead of ${expected ?? 'a name'}`);
    return next;
  };
  const valueOf = (name: string) => (name.startsWith("'") ? name.slice(1, -1) : name);

  function either(): boolean {
    let result = both();
    while (tokens[0] === '||') {
      take();
      // Read on, whatever came before.
      const next = both();
      result ||= next;
    }
    return result;
  }

  function both(): boolean {
    let result = one();
    while (tokens[0] === '&&') {
      take();
      const next = one();
      result &&= next;
    }
    return result;
  }

  function one(): boolean {
    const first = take();
    if (first === '!') return !one();
    if (first === '(') {
      const result = either();
      take(')');
      return result;
    }
    return compare(first);
  }

  function compare(name: string): boolean {
    const value = name === 'true' ? true : name === 'false' ? false : context[name];
    switch (tokens[0]) {
      case '==':
        take();
        return String(value ?? '') === valueOf(take());
      case '!=':
        take();
        return String(value ?? '') !== valueOf(take());
      case '=~': {
        take();
        const [, source = '', flags] = /^\/(.+)\/([a-z]*)$/.exec(take()) ?? [];
        return new RegExp(source, flags).test(String(value ?? ''));
      }
      case 'in': {
        take();
        const among = context[take()];
        return Array.isArray(among) && among.includes(value);
      }
      case '>':
        take();
        return Number(value) > Number(take());
      default:
        return Boolean(value);
    }
  }

  const result = either();
  if (tokens.length > 0) throw new Error(`Cannot read “${clause}” from ${tokens.join(' ')}`);
  return result;
}
