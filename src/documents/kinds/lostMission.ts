import { printJson } from '../../formats/json/jsonText';
import { readObject } from '../../formats/json/jsonFields';
import { compact, isObject } from '../../model/jsonObject';
import type { Mission } from '../../model/mission';

/** What a new mission needs beside its instructions, to be kept as a text while those are edited. */
export function keptMission({ name, description, model, executionMode, metadata }: Mission): string {
  return printJson(compact({ name, description, model, executionMode, metadata }));
}

/** The mission that such a text was made of, or one of that name where nothing was kept. It may be another version's. */
export function lostMission(missionId: string, fallbackName: string, kept = ''): Mission {
  const { name, description, model, executionMode, metadata } = readObject(kept);
  const textOf = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);
  return compact({
    missionId,
    name: textOf(name) ?? fallbackName,
    description: textOf(description),
    model: textOf(model),
    executionMode: textOf(executionMode) ?? 'external',
    metadata: isObject(metadata) ? metadata : undefined,
    createdAt: 0,
    updatedAt: 0,
  });
}
