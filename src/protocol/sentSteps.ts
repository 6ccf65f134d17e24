import { isObject, jsonText, parseJson } from '../model/jsonObject';
import type { Step } from '../model/plan';

/** A step as it travels: VS Code prints messages in its own way, which would not keep the digits of its metadata. */
export type SentStep = Omit<Step, 'metadata'> & {
  /** JSON text. */
  readonly metadata?: string;
};

export function sentStep({ metadata, ...step }: Step): SentStep {
  return metadata === undefined ? step : { ...step, metadata: jsonText(metadata) };
}

export function receivedStep({ metadata, ...step }: SentStep): Step {
  const read = metadata === undefined ? undefined : parseJson(metadata);
  return isObject(read) ? { ...step, metadata: read } : step;
}
