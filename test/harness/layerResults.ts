import { readFileSync } from 'node:fs';
import path from 'node:path';
import { outFolder } from './project';

export const resultsFolder = path.join(outFolder, 'results');

/** What the host suites leave behind, or vitest's own report. */
type ResultsFile = {
  readonly passed?: number;
  readonly failed?: number;
  readonly failures?: readonly string[];
  readonly numPassedTests?: number;
  readonly numFailedTests?: number;
  readonly testResults?: readonly {
    readonly name: string;
    readonly message: string;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
};

export type LayerResults = {
  readonly passed: number;
  readonly failed: number;
  /** The title of each test that failed, with its error. */
  readonly failures: readonly string[];
};

function failuresOf({ failures, testResults = [] }: ResultsFile): readonly string[] {
  if (failures) return failures;
  return testResults.flatMap(({ name, message, assertionResults }) => [
    ...(message ? [`${name}\n${message}`] : []),
    ...assertionResults
      .filter(({ status }) => status === 'failed')
      .map(({ fullName, failureMessages }) => [fullName, ...failureMessages].join('\n')),
  ]);
}

/**
 * What a layer counted. One that left nothing behind has failed, and so has one that ended with an error although none
 * of its tests failed: a file that could not be loaded has no failed test in it.
 */
export function readResults(file: string, exitCode: number): LayerResults {
  try {
    const found = JSON.parse(readFileSync(path.join(resultsFolder, file), 'utf8')) as ResultsFile;
    const passed = Number(found.passed ?? found.numPassedTests);
    const failed = Number(found.failed ?? found.numFailedTests);
    if (!Number.isInteger(passed) || !Number.isInteger(failed)) throw new Error('No counts');
    return { passed, failed: exitCode !== 0 && failed === 0 ? 1 : failed, failures: failuresOf(found) };
  } catch {
    return { passed: 0, failed: 1, failures: ['It left no results behind.'] };
  }
}
