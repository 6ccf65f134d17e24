import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { parse } from 'yaml';
import { allSchemas } from '../../src/formats/json/jsonSchemas';
import { translated } from '../../src/formats/json/fieldDescriptions';
import * as instructions from '../../src/simulator/instructions';
import { scenarios } from '../../src/simulator/scenarios';
import { readTexts, textFiles } from './germanTexts';
import { projectRoot } from './project';

/** A text that a person reads, and where it is from. */
export type ShownText = { readonly place: string; readonly text: string };

/** Words that no text needs: archaic, British, or riddles where VS Code has a plain word. Only unambiguous ones. */
const neverWords: readonly RegExp[] = [
  /\banew\b/i,
  /\bmend(?:s|ed|ing)?\b/i,
  /\b(?:learnt|spelt|burnt|whilst|amongst|betwixt|thereof|herein|hitherto|whence|whom|shall)\b/i,
  /\bcall(?:s|ed|ing)? off\b/i,
  /\bat hand\b/i,
  /\b(?:lay|lays|laid) open\b/i,
  /\b(?:hold|holds|held) (?:anything|nothing|everything) up\b/i,
  /\bsays nothing\b/i,
  /\b(?:go|goes) with (?:it|them)\b/i,
  /\b(?:somebody|nobody|anybody)\b/i,
  // Contractions, as VS Code has them in messages.
  /\b(?:cannot|(?:could|was|were|is|are|did|does|do|has|have|will) not)\b/i,
  /\bin between\b/i,
  /\bso already\b/i,
  /\bto be learn(?:ed|t)\b/i,
  /\bsomebody will want\b/i,
  /\b(?:writ(?:e|es|ten)|wrote) over\b/i,
  /\blook again\b/i,
  /\b(?:the|its) answer was lost\b/i,
  /\bof an id\b/i,
  /\b(?:colou?red? grey|colour|behaviour|favourite|licences?|metres?|centre|organis\w+|recognis\w+)\b/i,
];

/** The same for German: translations of those, and English left in. */
const neverWordsGerman: readonly RegExp[] = [/\bzur Hand\b/i, /\bvonneuem\b|\bvon neuem\b/i, /\bweggeschlossen\b/i];

/** What is wrong with how a text is written, a short word each. Code in backticks and addresses are not prose. */
export function wordingProblems(text: string, language: 'en' | 'de' = 'en'): string[] {
  const prose = text
    .replace(/^```[^]*?^```/gm, '')
    .replace(/<!--[^]*?-->/g, '')
    .replace(/`[^`\n]*`/g, '')
    .replace(/\]\([^)]*\)/g, ']')
    .replace(/https?:\/\/\S+/g, '');
  const words = language === 'en' ? neverWords : neverWordsGerman;
  return [
    ...words.flatMap((word) => word.exec(prose)?.[0] ?? []),
    ...(/\b(?:Ids?|ids?)\b/.exec(prose) ?? []),
    ...(/…/.exec(prose) ?? []),
    ...(/[“”„‘’‚«»]/.exec(prose) ?? []),
  ];
}

const read = (file: string) => readFileSync(path.join(projectRoot, file), 'utf8');
const filesOf = (folder: string, ending: RegExp) =>
  readdirSync(path.join(projectRoot, folder))
    .filter((name) => ending.test(name))
    .map((name) => path.posix.join(folder, name));

/** Every string in a value, however deep; names of members are not texts. */
function stringsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(stringsIn) : [];
}

function schemaTexts(): string[] {
  const texts: string[] = [];
  translated(allSchemas(), (text) => {
    texts.push(text);
    return text;
  });
  return texts;
}

/** The documents, by paragraph, so that a problem is found again. */
function documentTexts(): ShownText[] {
  const files = [...filesOf('.', /\.md$/), ...filesOf('docs', /\.md$/), ...filesOf('.github', /\.md$/)];
  const paragraphs = files.flatMap((place) =>
    read(place)
      .replace(/^```[^]*?^```/gm, '')
      // Titles of tests are not for users.
      .replace(/`test\/[^`]*`:[^|\n]*/g, '')
      .split(/\n{2,}/)
      .map((text) => ({ place, text })),
  );
  const forms = filesOf('.github/ISSUE_TEMPLATE', /\.yml$/);
  return [...paragraphs, ...forms.flatMap((place) => stringsIn(parse(read(place))).map((text) => ({ place, text })))];
}

/** Everything in English that a person reads: what the extension shows, its demo account, and its documents. */
export function englishTexts(): readonly ShownText[] {
  const placed = (place: string, texts: readonly string[]) => texts.map((text) => ({ place, text }));
  return [
    ...textFiles.flatMap(([english]) => placed(english, Object.values(readTexts(english)))),
    ...placed('src/formats/json/jsonSchemas.ts', schemaTexts()),
    ...placed('src/simulator/scenarios.ts', stringsIn(scenarios)),
    ...placed('src/simulator/instructions.ts', Object.values(instructions)),
    ...filesOf('media/walkthrough', /\.svg$/).flatMap((file) =>
      placed(
        file,
        [...read(file).matchAll(/>([^<>]*\w[^<>]*)</g)].map(([, text = '']) => text),
      ),
    ),
    ...documentTexts(),
  ];
}

/** What the extension shows in German. */
export function germanTexts(): readonly ShownText[] {
  return textFiles.flatMap(([, place]) => Object.values(readTexts(place)).map((text) => ({ place, text })));
}

/** What the sources of `src` say by name, for finding what a name stands for. */
type Sources = {
  readonly files: readonly ts.SourceFile[];
  /** Of `const name = value`. */
  readonly values: ReadonlyMap<string, readonly ts.Expression[]>;
  /** Of `name: value`. */
  readonly members: ReadonlyMap<string, readonly ts.Expression[]>;
  /** The calls of the function of this name. */
  readonly calls: ReadonlyMap<string, readonly ts.CallExpression[]>;
};

/** The texts that host code passes as buttons of messages, and that it sets as descriptions of rows. */
export function textsByUse(): { readonly buttons: ReadonlySet<string>; readonly descriptions: ReadonlySet<string> } {
  const sources = readSources();
  const buttons = new Set<string>();
  const descriptions = new Set<string>();
  for (const file of sources.files) {
    visit(file, (node) => {
      if (isMessageCall(node)) for (const argument of node.arguments.slice(1)) addTexts(buttons, argument, sources);
      // By no names of members: every second thing has a reason or a status.
      if (isDescription(node)) addTexts(descriptions, node.right, { ...sources, members: new Map() });
    });
  }
  return { buttons, descriptions };
}

function readSources(): Sources {
  const names = readdirSync(path.join(projectRoot, 'src'), { recursive: true, encoding: 'utf8' });
  const values = new Map<string, ts.Expression[]>();
  const members = new Map<string, ts.Expression[]>();
  const calls = new Map<string, ts.CallExpression[]>();
  const files = names
    .filter((name) => name.endsWith('.ts'))
    .map((name) => ts.createSourceFile(name, read(path.join('src', name)), ts.ScriptTarget.Latest, true));
  for (const file of files) {
    visit(file, (node) => {
      if (ts.isVariableDeclaration(node) && node.initializer) add(values, node.name.getText(), node.initializer);
      if (ts.isPropertyAssignment(node)) add(members, node.name.getText(), node.initializer);
      if (ts.isCallExpression(node)) add(calls, node.expression.getText(), node);
    });
  }
  return { files, values, members, calls };
}

function add<T>(map: Map<string, T[]>, name: string, value: T): void {
  const there = map.get(name);
  if (there) there.push(value);
  else map.set(name, [value]);
}

function visit(node: ts.Node, see: (node: ts.Node) => void): void {
  see(node);
  ts.forEachChild(node, (child) => visit(child, see));
}

function isMessageCall(node: ts.Node): node is ts.CallExpression {
  return (
    ts.isCallExpression(node) &&
    ts.isPropertyAccessExpression(node.expression) &&
    /^show(?:Information|Warning|Error)Message$/.test(node.expression.name.text)
  );
}

function isDescription(node: ts.Node): node is ts.BinaryExpression {
  return (
    ts.isBinaryExpression(node) &&
    node.operatorToken.kind === ts.SyntaxKind.EqualsToken &&
    ts.isPropertyAccessExpression(node.left) &&
    node.left.name.text === 'description'
  );
}

/** Members that are no buttons, although what has them is passed with one. */
const notButtons: ReadonlySet<string> = new Set(['title', 'message', 'detail', 'label', 'text']);

/** Adds what `l10n.t` is given in an expression, and in what its names stand for. */
function addTexts(texts: Set<string>, expression: ts.Expression, { values, members, calls }: Sources): void {
  const done = new Set<ts.Node>();
  const take = (node: ts.Node): void => {
    if (done.has(node) || ts.isFunctionLike(node)) return;
    done.add(node);
    const text = givenText(node);
    if (text !== undefined) texts.add(text);
    else if (ts.isObjectLiteralExpression(node)) {
      // An item of a message has a title; its options have none.
      for (const part of node.properties)
        if (ts.isPropertyAssignment(part) && part.name.getText() === 'title') take(part.initializer);
    } else if (ts.isPropertyAccessExpression(node)) {
      if (!notButtons.has(node.name.text))
        for (const value of members.get(node.name.text) ?? []) if (givenText(value) !== undefined) take(value);
      // What is done with a list of them: `[a, b].filter(Boolean)`.
      if (ts.isCallExpression(node.parent)) take(node.expression);
    } else if (ts.isIdentifier(node)) for (const value of namedValues(node)) take(value);
    else ts.forEachChild(node, take);
  };
  /** The value of a constant of the same file, or what a parameter is given. */
  const namedValues = (name: ts.Identifier): readonly ts.Expression[] => {
    const here = (values.get(name.text) ?? []).filter((value) => value.getSourceFile() === name.getSourceFile());
    return [...here, ...givenTo(name)];
  };
  const givenTo = (name: ts.Identifier): readonly ts.Expression[] => {
    const owner = ts.findAncestor(name, ts.isFunctionDeclaration);
    const place = owner?.parameters.findIndex((parameter) => parameter.name.getText() === name.text) ?? -1;
    if (!owner?.name || place < 0) return [];
    return (calls.get(owner.name.text) ?? []).flatMap((call) => call.arguments[place] ?? []);
  };
  take(expression);
}

/** The text of `l10n.t('text')`. */
function givenText(node: ts.Node): string | undefined {
  if (!ts.isCallExpression(node) || !node.expression.getText().endsWith('l10n.t')) return undefined;
  const [text] = node.arguments;
  return text && ts.isStringLiteralLike(text) ? text.text : undefined;
}
