import { readdirSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import path from 'node:path';
import { operationRequests } from './contract';
import { manifest, said, type Setting } from './manifest';
import { operationPlaces } from './operationPlaces';
import { timelineKeys } from '../../src/timeline/toolbar/keyboardHelp';
import { rooms } from '../rooms.mjs';
import { englishTexts } from '../unit/timeline/texts';
import { projectRoot } from './project';

const { commands, configuration, menus } = manifest.contributes;

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [head, head.map(() => '---'), ...rows].map(line).join('\n');
}

function meaning({ enum: values = [], enumDescriptions = [], markdownDescription }: Setting): string {
  const choices = values.map((value, place) => `\`${value}\`: ${said(enumDescriptions[place])}`);
  return [said(markdownDescription), ...choices].join('<br>');
}

function settings(): string {
  const sorted = Object.entries(configuration.properties).sort(([, a], [, b]) => (a.order ?? 0) - (b.order ?? 0));
  const rows = sorted.map(([name, setting]) => [
    `\`${name}\``,
    `\`${String(setting.default)}\``,
    setting.scope === 'machine' ? 'machine' : setting.scope === 'application' ? 'user' : 'user, workspace',
    meaning(setting),
  ]);
  return table(['Setting', 'Default', 'Scope', 'Description'], rows);
}

const places: readonly (readonly [RegExp, string])[] = [
  // The submenus are those of rows.
  [/^(view\/item\/context|missions\.\w+)$/, 'row'],
  [/^view\/title$/, 'title of the view'],
  [/^editor\/title/, 'title of the editor'],
  [/^editor\/context/, 'menu of the editor'],
  [/^explorer\//, 'explorer'],
  [/^file\/newFile$/, 'New File...'],
];

/** Where a person finds a command. */
function whereOf(command: string): string {
  const inPalette = !menus.commandPalette?.some((entry) => entry.command === command && entry.when === 'false');
  const offered = Object.entries(menus).flatMap(([menu, entries]) =>
    entries.some((entry) => entry.command === command)
      ? places.flatMap(([pattern, place]) => (pattern.test(menu) ? [place] : []))
      : [],
  );
  const found = [...new Set([...(inPalette ? ['palette'] : []), ...offered])];
  return found.length > 0 ? found.join(', ') : 'a row of its own';
}

function commandsTable(): string {
  const rows = commands.map(({ command, title }) => [said(title), `\`${command}\``, whereOf(command)]);
  return table(
    ['Command', 'ID', 'Where'],
    rows.sort(([a = ''], [b = '']) => a.localeCompare(b, 'en')),
  );
}

function roomsTable(): string {
  const list = (names: readonly string[]) => names.map((name) => name.replace(/\.ts$/, '')).join(', ') || '–';
  const foldersOf = (place: string) =>
    place.endsWith('.ts')
      ? []
      : readdirSync(path.join(projectRoot, 'src', place), { withFileTypes: true })
          .filter((entry) => entry.isDirectory())
          .map(({ name }) => name);
  const rows = rooms.map(({ place, ring, purpose, mayImport }) => [
    ring,
    `\`${place}\``,
    purpose,
    list(foldersOf(place).sort()),
    list(mayImport),
  ]);
  return table(['ring', 'room', 'what it is for', 'sub-folders', 'may import'], rows);
}

function operationsTable(): string {
  const titles = new Map(commands.map(({ command, title }) => [command.replace('missions.', ''), said(title)]));
  const titleOf = (name: string) => {
    const title = titles.get(name);
    if (title === undefined) throw new Error(`test/harness/operationPlaces.ts names a command missions.${name}.`);
    return `**${title}**`;
  };
  const rows = operationRequests.map(({ operationId, request }) => {
    const place = Object.entries(operationPlaces).find(([name]) => name === operationId)?.[1];
    if (place === undefined) throw new Error(`test/harness/operationPlaces.ts lacks ${operationId}.`);
    return [`\`${operationId}\``, `\`${request}\``, place.replace(/\{(\w+)\}/g, (_, name: string) => titleOf(name))];
  });
  return table(['Operation', 'Request', 'Where'], rows);
}

function keysTable(): string {
  const rows = timelineKeys(englishTexts).map(([names, text]) => [
    names.map((name) => `<kbd>${name}</kbd>`).join(' '),
    text,
  ]);
  return table(['Key', 'Action'], rows);
}

const generated = {
  'docs/reference.md': { settings, commands: commandsTable, keys: keysTable, operations: operationsTable },
  'docs/architecture.md': { rooms: roomsTable },
};

export const documentsWithTables = Object.keys(generated) as readonly (keyof typeof generated)[];

/** A document with its tables made again between their markers, formatted. Throws where a marker is missing. */
export async function withTables(before: string, name: keyof typeof generated): Promise<string> {
  let text = before;
  for (const [part, make] of Object.entries(generated[name])) {
    const [start, end] = [`<!-- ${part} -->`, `<!-- /${part} -->`];
    const [from, to] = [text.indexOf(start), text.indexOf(end)];
    if (from < 0 || to < from) throw new Error(`${name} has no ${start} … ${end}`);
    text = `${text.slice(0, from + start.length)}\n\n${make()}\n\n${text.slice(to)}`;
  }
  const file = path.join(projectRoot, name);
  return format(text, { ...(await resolveConfig(file)), filepath: file });
}
