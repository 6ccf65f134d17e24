import type { Service } from './service';
import type { Body } from './routes';
import type { Thing } from './things';

/** What other people and agents do, at once and without anybody being told. */
export const otherNames = [
  'instructions',
  'description',
  'name',
  'step',
  'step',
  'run',
  'tool',
  'newMission',
  'removeMission',
] as const;
export type OtherName = (typeof otherNames)[number];

/** `turn` makes every value another one. */
export function actOfOthers(service: Service, name: OtherName, a: number, b: number, turn: number): void {
  const one = (things: readonly Thing[]) => things[a % Math.max(1, things.length)];
  const put = (thing: Thing | undefined, fields: Body = {}) => thing && service.change(thing, fields, `other ${turn}`);
  switch (name) {
    case 'instructions':
    case 'description':
    case 'name':
      put(one(service.all('mission')), { [name]: `${name} of others ${turn}` });
      return;
    case 'step':
      put(one(service.all('step')), { status: ['completed', 'in_progress', 'failed'][b % 3] });
      return;
    case 'run':
      put(
        one(service.all('run')),
        [{ status: 'succeeded', result_summary: `done ${turn}` }, { status: 'paused' }][b % 2],
      );
      return;
    case 'tool':
      put(one(service.all('resource')), { body: { name: `tool of others ${turn}` } });
      return;
    case 'newMission':
      service.make('mission', { name: `new ${turn}`, execution_mode: 'external', created: service.now() }, 'other');
      return;
    case 'removeMission': {
      // One stays: with nothing there nothing can be tried.
      const missions = service.all('mission');
      const mission = missions.length > 1 ? one(missions) : undefined;
      if (mission) service.remove(mission, `other ${turn}`);
    }
  }
}

/** Changes what is at the address of a request: who asks for it is about to do something to it. */
export function meddle(service: Service, path: string, turn: number): boolean {
  const [missionId = '', part, runId = '', inner, , stepId] = (path.split('/ai/missions/')[1] ?? '').split('/');
  const mission = service.find('mission', missionId);
  const run = mission && service.find('run', runId, mission.key);
  const by = `meddler ${turn}`;
  if (!mission) return false;
  if (part === undefined) service.change(mission, { [turn % 2 ? 'description' : 'instructions']: by }, by);
  else if (part === 'tools') {
    for (const tool of service.all('resource', mission.key)) service.change(tool, { body: { name: by } }, by);
  } else if (run && inner === undefined) service.change(run, { status: 'succeeded', result_summary: by }, by);
  else if (run && inner === 'plan') {
    const steps = service.all('step', run.key).filter(({ id }) => stepId === undefined || id !== stepId);
    for (const step of steps) service.change(step, { status: 'completed' }, by);
  } else return false;
  return true;
}

/** What is there at first: two missions, each with a tool and with a run that has a plan. */
export function furnish(service: Service): void {
  for (const [name, status] of [
    ['one', 'running'],
    ['two', 'paused'],
  ] as const) {
    const mission = service.make(
      'mission',
      {
        name: `${service.name} ${name}`,
        description: `${service.name} description`,
        instructions: `${service.name} instructions`,
        execution_mode: 'external',
        created: service.now(),
      },
      'seed',
    );
    service.make('resource', { sort: 'tools', body: { name: `${service.name} tool` } }, 'seed', mission.key);
    const started = new Date(service.now()).toISOString();
    const run = service.make('run', { status, started_at: started }, 'seed', mission.key);
    for (const [sequence, step] of ['completed', 'in_progress', 'pending'].entries())
      service.make(
        'step',
        { status: step, sequence, description: `step ${sequence}` },
        'seed',
        run.key,
        `step_${sequence}`,
      );
  }
  service.isFurnished = true;
}
