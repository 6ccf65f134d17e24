import { printStepId } from '../../formats/plan/planStepId';
import type { ComparedStep, StepComparison } from '../../model/plan';
import { formatRough } from '../../model/time';
import { clipped } from './answer';
import { linesOfSteps } from './linesOfSteps';

const maxDescriptionLength = 120;
const maxIndent = 8;

/** How much longer (ms) a step has to have taken to be of interest. */
const minLongerMs = 1000;

/**
 * The steps of two runs as `compareSteps` aligns them, `here` being the newer run, a line each; those that ended
 * differently first, where not all fit into so many tokens.
 */
export function comparisonLines(steps: readonly StepComparison[], maxTokens: number): readonly string[] {
  const places = [...steps.keys()];
  const byRank = [0, 1, 2].flatMap((wanted) => places.filter((place) => rank(steps[place]) === wanted));
  return linesOfSteps(steps.length, byRank, (place) => (steps[place] ? comparisonLine(steps[place]) : ''), maxTokens);
}

function rank(step: StepComparison | undefined): number {
  if (step?.here?.status !== step?.there?.status) return 0;
  return Math.abs(step?.longer ?? 0) >= minLongerMs ? 1 : 2;
}

function comparisonLine({ depth, stepId, description, here, there, longer }: StepComparison): string {
  const indent = '  '.repeat(Math.min(depth, maxIndent));
  const text = clipped(description, maxDescriptionLength);
  const difference = longer === undefined || Math.abs(longer) < minLongerMs ? '' : `, ${longerText(longer)}`;
  const outcomes = `older run: ${outcomeText(there)}, newer run: ${outcomeText(here)}${difference}`;
  return [`${indent}-`, ...(text === '' ? [] : [text]), printStepId(stepId), `(${outcomes})`].join(' ');
}

function outcomeText(step: ComparedStep | undefined): string {
  if (!step) return 'not in its plan';
  const status = clipped(step.status, 40);
  return step.duration === undefined ? status : `${status} in ${formatRough(step.duration)}`;
}

function longerText(longer: number): string {
  return `the newer one ${formatRough(Math.abs(longer))} ${longer > 0 ? 'longer' : 'shorter'}`;
}
