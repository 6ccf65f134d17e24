import { readObject } from '../../formats/json/jsonFields';
import { printJson } from '../../formats/json/jsonText';
import { compact, isObject } from '../../model/jsonObject';
import type { JsonObject, Mission } from '../../model/mission';

/** What can be read of a mission that was kept; it may be another version's, and of no time any more. */
export function readKeptMission(kept: JsonObject): Partial<Mission> {
  const { missionId, name, description, model, instructions, executionMode, metadata, more } = kept;
  const textOf = (value: unknown) => (typeof value === 'string' ? value : undefined);
  const objectOf = (value: unknown) => (isObject(value) ? value : undefined);
  return compact({
    missionId: textOf(missionId),
    name: textOf(name),
    executionMode: textOf(executionMode),
    description: textOf(description),
    model: textOf(model),
    instructions: textOf(instructions),
    metadata: objectOf(metadata),
    more: objectOf(more),
  });
}

/** What a new mission needs beside its instructions, to be kept as a text while those are edited. */
export function keptMission({ name, description, model, executionMode, metadata }: Mission): string {
  return printJson(compact({ name, description, model, executionMode, metadata }));
}

/** The mission that such a text was made of, or one of that name where nothing was kept. */
export function lostMission(missionId: string, fallbackName: string, kept = ''): Mission {
  const mission = readKeptMission(readObject(kept));
  const notEmpty = (text: string | undefined) => (text === '' ? undefined : text);
  return {
    ...mission,
    missionId,
    name: notEmpty(mission.name) ?? fallbackName,
    executionMode: notEmpty(mission.executionMode) ?? 'external',
    createdAt: 0,
    updatedAt: 0,
  };
}
