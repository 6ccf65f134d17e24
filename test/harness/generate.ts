/**
 * `npm run generate`: writes the files that follow from others, all or those that are named; with `--check` it says which
 * are out of date, and writes none.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import openapiTs, { astToString, COMMENT_HEADER } from 'openapi-typescript';
import { format, resolveConfig } from 'prettier';
import { allSchemas } from '../../src/formats/json/jsonSchemas';
import { documentsWithTables, withTables } from './docTables';
import { exportBundle, germanProblems, inOrder, readTexts, textFiles, type Texts } from './germanTexts';
import { notices } from './notices';
import { projectRoot } from './project';
import { languageModelTools } from './toolManifest';

const usage = `npm run generate -- [options] [tools | contract | schemas | l10n | docs | notices …]

Writes the files that follow from others, all or those that are named.

  --check   writes nothing, and fails if one of them is out of date
  --help    this text`;

/** A path from the root of the project, and what belongs into that file. */
type Generated = readonly [file: string, text: string];

const absolute = (file: string) => path.join(projectRoot, file);
const read = (file: string) => readFileSync(absolute(file), 'utf8').replaceAll('\r\n', '\n');

async function formatted(file: string, text: string): Promise<Generated> {
  const filepath = absolute(file);
  return [file, await format(text, { ...(await resolveConfig(filepath)), filepath })];
}

async function contract(): Promise<Generated[]> {
  const source = JSON.parse(read('src/api/missions.openapi.json')) as object;
  const types = astToString(await openapiTs(JSON.stringify(source)));
  return [await formatted('src/api/contract.ts', `${COMMENT_HEADER}${types}`)];
}

function schemas(): Promise<Generated[]> {
  const named = Object.entries(allSchemas());
  return Promise.all(
    named.map(([name, schema]) => formatted(`media/schemas/${name}.json`, JSON.stringify(schema, null, 2))),
  );
}

async function l10n(): Promise<Generated[]> {
  const bundle = await exportBundle();
  const asText = (texts: Texts) => `${JSON.stringify(texts, null, 2)}\n`;
  const translations = textFiles.map(([source, translation]): Generated => {
    const english = source === textFiles[0][0] ? bundle : readTexts(source);
    const german = readTexts(translation);
    for (const problem of germanProblems(english, german)) fail(`${translation}: ${problem}`);
    return [translation, asText(inOrder(english, german))];
  });
  return [[textFiles[0][0], asText(bundle)], ...translations];
}

function docs(): Promise<Generated[]> {
  return Promise.all(documentsWithTables.map(async (name) => [name, await withTables(read(name), name)] as const));
}

/** The tools in the manifest; everything else there is written by hand. */
async function tools(): Promise<Generated[]> {
  const manifest = JSON.parse(read('package.json')) as { readonly contributes: object };
  const contributes = { ...manifest.contributes, languageModelTools: languageModelTools() };
  return [await formatted('package.json', JSON.stringify({ ...manifest, contributes }))];
}

const makers: Readonly<Record<string, () => Promise<Generated[]>>> = {
  tools,
  contract,
  schemas,
  l10n,
  docs,
  notices: () => Promise.resolve([['ThirdPartyNotices.txt', notices()]]),
};

function fail(problem: string): void {
  console.error(problem);
  process.exitCode = 1;
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { check: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
  });
  if (values.help) {
    console.log(usage);
    return;
  }
  for (const name of positionals.length > 0 ? positionals : Object.keys(makers)) {
    const make = makers[name];
    if (!make) throw new Error(`There is no "${name}" to generate.\n\n${usage}`);
    for (const [file, text] of await make()) {
      if (existsSync(absolute(file)) && read(file) === text) continue;
      if (values.check) fail(`${file} is out of date: npm run generate -- ${name}`);
      else {
        writeFileSync(absolute(file), text);
        console.log(`${file} written`);
      }
    }
  }
}

main().catch((error: unknown) => fail(error instanceof Error ? error.message : String(error)));
