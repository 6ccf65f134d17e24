/** `npm run l10n`: writes the English bundle from the sources, and says what the German texts lack. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { exportBundle, germanProblems, readTexts, textFiles, type Texts } from './germanTexts';
import { projectRoot } from './project';

function writeTexts(file: string, texts: Texts): void {
  writeFileSync(path.join(projectRoot, file), `${JSON.stringify(texts, null, 2)}\n`);
}

/** The German texts in the order of the English ones, so that both can be read side by side. */
function inOrder(english: Texts, german: Texts): Texts {
  const known = Object.keys(english).filter((key) => Object.hasOwn(german, key));
  const orphaned = Object.keys(german).filter((key) => !Object.hasOwn(english, key));
  return Object.fromEntries([...known, ...orphaned].map((key) => [key, german[key] ?? '']));
}

async function main(): Promise<void> {
  writeTexts(textFiles[0][0], await exportBundle());
  for (const [source, translation] of textFiles) {
    const english = readTexts(source);
    const german = readTexts(translation);
    writeTexts(translation, inOrder(english, german));
    const problems = germanProblems(english, german);
    for (const problem of problems) console.error(`${translation}: ${problem}`);
    if (problems.length > 0) process.exitCode = 1;
    else console.log(`${translation}: ${Object.keys(german).length} texts, complete.`);
  }
}

void main();
