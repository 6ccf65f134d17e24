import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { getL10nJson } from '@vscode/l10n-dev';
import { missionTexts, translated } from '../../src/formats/json/fieldDescriptions';
import { allSchemas } from '../../src/formats/json/jsonSchemas';
import { projectRoot } from './project';

/** Key → text. In the bundle of `vscode.l10n` the key is the English text itself. */
export type Texts = Readonly<Record<string, string>>;

/** Each file of English texts and its German sibling, from the root of the project. */
export const textFiles = [
  ['l10n/bundle.l10n.json', 'l10n/bundle.l10n.de.json'],
  ['package.nls.json', 'package.nls.de.json'],
] as const;

/**
 * One word for one thing: where the English text has the first, the German one has the second.
 * Beyond these: pausieren (pause), fortsetzen (resume), abbrechen (cancel), abschließen (complete a run), erledigt
 * (a completed step), festgefahren (stuck), veröffentlichen (publish), holen (pull), verknüpfen (link), Nutzdaten
 * (payload). Commands and buttons are infinitives, "Ausführung starten"; a person is addressed as "Sie", sparingly.
 */
export const glossary: readonly (readonly [english: RegExp, german: RegExp])[] = [
  [/\bmissions?\b(?!\.)/i, /Mission/],
  [/\b(?:a|the|no|this|any|other) runs?\b/i, /Ausführung/],
  [/\bsteps?\b/i, /Schritt/i],
  [/\bevents?\b/i, /Ereignis/],
  [/\bplans?\b/i, /Pl[aä]n/],
  [/\bagents?\b/i, /Agent(?!en)/],
  [/\btimeline\b/i, /Zeitachse/],
  [/\binstructions\b/i, /Anweisungen/],
  [/\bfront matter\b/i, /Front Matter/],
  [/\bAPI key\b/i, /API-Schlüssel/],
  [/\bdemo account\b/i, /Demokonto/],
  [/\bsettings?\b/i, /Einstellung/],
];

/** Texts that are the same in both languages; any other that is was forgotten. */
export const sameInBoth: ReadonlySet<string> = new Set([
  'Agent',
  'Agents',
  'Agent {0}',
  'Details',
  'Mission',
  'Missions for Telnyx',
  'ID',
  'Name',
  'Status',
  'Telnyx',
  'Mission: {0}',
  'Telnyx Missions',
  'Telnyx Missions: {0}',
  'Tool',
  'Tools',
  '–',
  '{0}: {1}',
  '{0}: {1} ↔ {2}',
  '{0}: {1}: {2}',
]);

/** What may not differ between the languages: gaps for values, links to commands, code, the dots of a question. */
const fixedParts = [/\{\d+\}/g, /\]\(command:[^)]*\)/g, /`[^`]*`/g, /(?:…|\.\.\.)$/g];

/** What is wrong with the German texts, in a sentence each; nothing where all is well. */
export function germanProblems(english: Texts, german: Texts): string[] {
  const parts = (text: string) => fixedParts.map((part) => [...text.matchAll(part)].map(String).sort());
  const missing = Object.keys(english).filter((key) => !Object.hasOwn(german, key));
  const orphaned = Object.keys(german).filter((key) => !Object.hasOwn(english, key));
  const wrong = Object.entries(german).flatMap(([key, text]) => {
    const source = english[key];
    if (source === undefined) return [];
    const term = glossary.find(([en, de]) => en.test(source) && !de.test(text));
    return [
      ...(text === source && !sameInBoth.has(text) ? [`still English: ${key}`] : []),
      ...(JSON.stringify(parts(text)) === JSON.stringify(parts(source)) ? [] : [`other gaps, links or code: ${key}`]),
      ...(/[„“”‚‘’»«]/.test(text) ? [`quotes are straight: ${key}`] : []),
      ...(term ? [`no ${term[1].source} (glossary): ${key}`] : []),
    ];
  });
  return [...missing.map((key) => `missing: ${key}`), ...orphaned.map((key) => `orphaned: ${key}`), ...wrong];
}

export function readTexts(file: string): Texts {
  return JSON.parse(readFileSync(path.join(projectRoot, file), 'utf8')) as Texts;
}

/** The texts of the fields of JSON documents and of front matter: they are looked up when they are shown. */
function fieldTexts(): readonly string[] {
  const { mission, run, step, event } = allSchemas();
  const texts: string[] = Object.values(missionTexts);
  translated([mission, run, step, event], (text) => {
    texts.push(text);
    return text;
  });
  return texts;
}

/** The English bundle as the sources have it now. */
export async function exportBundle(): Promise<Texts> {
  const folder = path.join(projectRoot, 'src');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  const sources = files.sort().map((file) => readFileSync(path.join(folder, file), 'utf8'));
  // Parsing takes its time: most files have no text, and one text is parsed sooner than many.
  const contents = sources.filter((source) => source.includes('l10n')).join('\n');
  const bundle = await getL10nJson([{ contents, extension: '.ts' }]);
  return Object.fromEntries([
    ...Object.entries(bundle).map(([key, text]) => [key, typeof text === 'string' ? text : text.message]),
    ...fieldTexts().map((text) => [text, text]),
  ]) as Texts;
}

/** The German texts in the order of the English ones, so that both can be read side by side. */
export function inOrder(english: Texts, german: Texts): Texts {
  const known = Object.keys(english).filter((key) => Object.hasOwn(german, key));
  const orphaned = Object.keys(german).filter((key) => !Object.hasOwn(english, key));
  return Object.fromEntries([...known, ...orphaned].map((key) => [key, german[key] ?? '']));
}
