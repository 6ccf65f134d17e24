import type { Editor } from '../editor';
import { has, missionOf, one, type Prepare } from '../doing';
import { saidOf } from '../said';
import { same } from '../things';

export const edit =
  (document: Editor['document']): Prepare =>
  (person) => {
    const mission = missionOf(person);
    if (!mission) return undefined;
    const editor = person.editorOf(document, mission.missionId);
    return {
      intent: `edit ${person.turn}`,
      account: editor.account,
      isSo: () => true,
      run: (session) =>
        saidOf(async () => {
          await editor.type(await editor.open(session), person.turn, person.b % 2 ? 'name' : 'description');
          return { kind: 'done' };
        }),
    };
  };

export const save: Prepare = ({ editors, a, turn }) => {
  const editor = one(
    editors.filter(({ isDirty }) => isDirty),
    a,
  );
  if (!editor) return undefined;
  let wanted = editor.wanted();
  return {
    intent: `save ${turn}`,
    account: editor.account,
    seen: editor.seen,
    isSo: (service, window) =>
      wanted.every(([field, value]) =>
        has('mission', editor.missionId, field, (is) => same(is, value))(service, window),
      ),
    async run(session, { insists }) {
      const said = await editor.save(session, insists, (now) => (wanted = now));
      return said.kind === 'gone' && insists ? editor.createMission(session) : said;
    },
  };
};
