import { compact } from '../model/jsonObject';
import { echoedFields } from '../model/mission';
import type { Caller, PageQuery } from './caller';
import type { CallOptions, Spec } from './sender';
import { decodeMission } from './decode';
import type { NewMission } from './requests';

export function missionOperations({ one, page, none, looseOne }: Caller) {
  const mission = (missionId: string): Pick<Spec, 'path' | 'ids'> => ({ path: '/{}', ids: [missionId] });

  return {
    listMissions: (query: PageQuery = {}, options?: CallOptions) =>
      page('listMissions', { path: '' }, query, decodeMission, options),

    createMission: (definition: NewMission, options?: CallOptions) =>
      one('createMission', { method: 'POST', path: '', body: encodeDefinition(definition) }, decodeMission, options),

    getMission: (missionId: string, options?: CallOptions) =>
      one('getMission', { method: 'GET', ...mission(missionId) }, decodeMission, options),

    /** Replaces the whole definition: what is left out is removed, `more` included. */
    updateMission: (missionId: string, definition: NewMission, options?: CallOptions) =>
      one(
        'updateMission',
        { method: 'PUT', ...mission(missionId), body: encodeDefinition(definition) },
        decodeMission,
        options,
      ),

    deleteMission: (missionId: string, options?: CallOptions) =>
      none('deleteMission', { method: 'DELETE', ...mission(missionId) }, options),

    /** Resolves to `undefined` where the answer names no id: list again. */
    cloneMission: (missionId: string, options?: CallOptions) =>
      looseOne('cloneMission', { method: 'POST', path: '/{}/clone', ids: [missionId] }, decodeMission, options),
  };
}

function encodeDefinition(definition: NewMission) {
  const known = compact({
    name: definition.name,
    description: definition.description,
    model: definition.model,
    instructions: definition.instructions,
    execution_mode: definition.executionMode,
    metadata: definition.metadata,
  });
  return { ...echoedFields(definition.more), ...known };
}
