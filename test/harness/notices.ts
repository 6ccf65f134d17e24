import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { packageOf, weighBundles } from './bundled';
import { projectRoot } from './project';

/** The names of the packages of which at least a byte ships, in the order of the alphabet. */
export function shippedPackages(): string[] {
  const files = Object.values(weighBundles()).flatMap((weights) => Object.entries(weights));
  const names = files.flatMap(([file, bytes]) => (bytes > 0 ? (packageOf(file) ?? []) : []));
  return [...new Set(names)].sort();
}

/** A package's own words on its licence. Throws where it has none. */
function noticeOf(name: string): string {
  const folder = path.join(projectRoot, 'node_modules', name);
  const manifest = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as Record<string, string>;
  const files = readdirSync(folder).filter((file) => /^(licen[cs]e|notice|copying)/i.test(file));
  if (files.length === 0) throw new Error(`${name} ships, but comes without a licence: add its text, or leave it out.`);
  const texts = files
    .sort()
    .map((file) => readFileSync(path.join(folder, file), 'utf8').replaceAll('\r\n', '\n').trim());
  return `${name} ${manifest.version ?? ''} (${manifest.license ?? ''})\n\n${texts.join('\n\n')}\n`;
}

/** ThirdPartyNotices.txt, from what is in the bundles. */
export function notices(): string {
  const rule = `\n${'-'.repeat(80)}\n\n`;
  const head =
    'Missions for Telnyx contains parts of the packages below, each under the licence that follows its name.\n';
  return [head, ...shippedPackages().map(noticeOf)].join(rule);
}
