import { valueOf } from '../../src/tracking/store/facts';
import type { AccountName } from './act';
import type { Editor } from './editor';
import type { Service } from './service';
import { fieldOf, same, type Thing } from './things';
import type { Window } from './window';

/** In what the extension's memory is other than the service, when all is quiet and has been read. */
export function differences(
  window: Window,
  service: Service,
  editors: readonly Editor[],
  account: AccountName,
): string[] {
  const { store } = window;
  const found: string[] = [];
  const compare = (what: string, here: unknown, there: unknown) => {
    if (!same(here, there)) found.push(`${what} is ${JSON.stringify(here)} here, and ${JSON.stringify(there)} there`);
  };
  const ids = (things: readonly Thing[]) => things.map(({ id }) => id).sort();
  const missions = service.all('mission');
  compare('the list of missions', [...(valueOf(store.missionList())?.missionIds ?? [])].sort(), ids(missions));
  for (const mission of missions) {
    const held = store.mission(mission.id);
    for (const field of ['name', 'description', 'instructions'] as const)
      compare(`${field} of ${mission.id}`, held?.[field], fieldOf(mission, field));
    const runs = service.all('run', mission.key);
    compare(`the runs of ${mission.id}`, [...(valueOf(store.runList(mission.id))?.runIds ?? [])].sort(), ids(runs));
    for (const run of runs) {
      const known = valueOf(store.run(run.id));
      compare(`status of ${run.id}`, known?.status, fieldOf(run, 'status'));
      compare(`summary of ${run.id}`, known?.resultSummary, fieldOf(run, 'result_summary'));
      const plan = valueOf(store.plan(run.id)) ?? [];
      const told = (steps: readonly (readonly [string, unknown])[]) => steps.map((step) => step.join(' ')).sort();
      compare(
        `the plan of ${run.id}`,
        told(plan.map(({ stepId, status }) => [stepId, status])),
        told(service.all('step', run.key).map((step) => [step.id, fieldOf(step, 'status')])),
      );
    }
  }
  for (const editor of editors) {
    const mission = editor.account === account ? service.find('mission', editor.missionId) : undefined;
    const shown = mission && editor.shownFields(window);
    if (!mission || !shown) continue;
    for (const field of ['name', 'description', 'instructions'])
      if (Object.hasOwn(shown, field)) compare(`${field} in an editor`, shown[field], fieldOf(mission, field));
  }
  return found;
}
