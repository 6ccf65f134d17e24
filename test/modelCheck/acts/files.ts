import { createPublishedMissions, missionHash } from '../../../src/documents/missionFiles/publishedMissions';
import {
  createMissionFilePublisher,
  type MissionFilePublisher,
} from '../../../src/documents/missionFiles/missionFilePublisher';
import type { PublishOptions, PublishOutcome } from '../../../src/documents/missionFiles/publishOneFile';
import type { Mission } from '../../../src/model/mission';
import { context, type Act, type Said } from '../act';
import { idIn, instructionsIn, type OwnFile } from '../disk';
import { has, isDead, one, type Choice, type Person, type Prepare } from '../doing';
import { saidOf } from '../said';
import type { Service } from '../service';
import { same } from '../things';
import type { Session, Window } from '../window';

/** What a person does with a file; the extension has no part in it but to follow where it is moved. */
export const handleFile: Prepare = (person) => {
  const { disk, turn, a, b, window } = person;
  const file = one(disk.files, a) ?? disk.make(turn);
  return {
    intent: `file ${turn}`,
    isSo: () => true,
    async run() {
      file.touched++;
      switch ((b + turn) % 5) {
        case 0:
          disk.type(file, (text) => text.replace(/\n+$/, ` and ${turn}  \n`));
          break;
        case 1:
          if (file.before.length > 0) file.typed = file.before.pop();
          break;
        case 2:
          if (file.before.length > 0) file.typed = file.before.pop();
          disk.save(file);
          break;
        case 3: {
          const from = file.path;
          file.path = `/moved${turn}.mission.md`;
          window.moved.set(file, file.path);
          await createPublishedMissions(person.kept).rename((at) => (at === from ? file.path : at));
          await window.journals.rename((key) => (key === `publish ${from}` ? `publish ${file.path}` : key));
          break;
        }
        default:
          if (turn % 2) [file.saved, file.typed] = [undefined, undefined];
      }
      return { kind: 'done' };
    },
  };
};

export const publishFile: Prepare = (person) => {
  const { disk, a, turn } = person;
  const file =
    one(
      disk.files.filter(({ saved }) => saved !== undefined),
      a,
    ) ?? disk.make(turn);
  let told: { readonly id: string; readonly text: string } | undefined;
  let gone: string | undefined;
  const { touched } = file;
  return {
    intent: `publish ${file.number}`,
    seen: (thing, field, value) =>
      (person.published.get(thing.id) ?? []).some((mission) => same(fieldsOf(mission)[field], value)),
    isSo: (service, during) =>
      told !== undefined && has('mission', told.id, 'instructions', (is) => is === told?.text)(service, during),
    lie: (service) => {
      if (gone !== undefined && !isDead('mission', gone)(service)) return `${gone} is there, and was said to be gone`;
      if (told && file.touched === touched && !isPublished(service, told)) return `${told.id} is not what is on disk`;
      return undefined;
    },
    run: (session, choice) =>
      saidOf(async () => {
        const publishing = new Publishing(person, session, choice, file);
        const said = await publishing.publish({});
        gone = publishing.gone;
        const text = file.saved ?? '';
        const id = idIn(text);
        told = said.kind === 'done' && id !== undefined ? { id, text: instructionsIn(text) } : undefined;
        return said;
      }),
  };
};

function isPublished(service: Service, { id, text }: { readonly id: string; readonly text: string }): boolean {
  return has('mission', id, 'instructions', (is) => is === text)(service, [0, Infinity]);
}

const fieldsOf = (mission: Mission): Readonly<Record<string, unknown>> => ({
  ...mission,
  execution_mode: mission.executionMode,
});

/** The questions of the command, as somebody answers them. */
class Publishing {
  /** The mission of which it was said that there is none. */
  gone: string | undefined;
  readonly #publisher: ReturnType<typeof publisherOf>;

  constructor(
    readonly person: Person,
    session: Session,
    readonly choice: Choice,
    readonly file: OwnFile,
  ) {
    this.#publisher = publisherOf(person, session);
  }

  async publish(options: PublishOptions, times = 0): Promise<Said> {
    const publisher = this.#publisher;
    if (times > 3) return { kind: 'refused', why: 'asked too often' };
    if ((await publisher.unconfirmed(this.file.path)) && !(await this.#lookFirst())) return { kind: 'refused' };
    const outcome = await publisher.publish(this.file.path, options);
    return this.#goOn(outcome, times + 1);
  }

  async #goOn(outcome: PublishOutcome, times: number): Promise<Said> {
    const { choice } = this;
    switch (outcome.kind) {
      case 'published':
      case 'unchanged':
        return { kind: 'done' };
      case 'created':
        return { kind: outcome.bound === 'written' ? 'done' : 'partly', why: outcome.bound };
      case 'busy':
        return { kind: 'busy' };
      case 'unsure':
        return { kind: 'unsure', why: outcome.creating ? 'creating' : 'changing' };
      case 'refused':
        return { kind: outcome.error.maybeDone ? 'unsure' : 'refused', why: outcome.error.message };
      case 'shared':
        return choice.insists ? this.publish({ besides: outcome.files }, times) : { kind: 'refused', why: 'shared' };
      case 'older':
        return choice.insists ? this.publish({ over: outcome.remote }, times) : { kind: 'refused', why: 'older' };
      case 'changedThere':
        this.person.know(outcome.remote);
        return choice.insists ? this.publish({ over: outcome.remote }, times) : { kind: 'conflict' };
      case 'gone':
        this.gone = outcome.missionId;
        if (!choice.insists) return { kind: 'refused', why: 'gone' };
        choice.again();
        return this.publish({ replacedMissionId: outcome.missionId }, times);
      case 'publishedBefore': {
        if (!choice.insists) return { kind: 'refused', why: 'published before' };
        if (this.person.b % 2) {
          choice.again();
          return this.publish({ replacedMissionId: outcome.mission.missionId }, times);
        }
        const bound = await this.#publisher.bind(this.file.path, outcome.mission, false);
        return bound === 'written' ? this.publish({}, times) : { kind: 'partly', why: bound };
      }
      case 'problems':
      case 'notSaved':
        return { kind: 'refused', why: outcome.kind };
    }
  }

  /** Returns whether it is still to be created. */
  async #lookFirst(): Promise<boolean> {
    const { choice, person, file } = this;
    const publisher = this.#publisher;
    const found = await publisher.lookFor(file.path);
    if (found && (found.isSame || person.b % 2 === 0)) {
      await publisher.bind(file.path, found.mission, found.isSame);
      return false;
    }
    if (found) {
      if (!choice.insists) return false;
      choice.again();
    } else if ((await publisher.unconfirmed(file.path))?.mayStillArrive) {
      await person.think(person.b);
      if (!choice.insists) return false;
      choice.again();
    }
    await publisher.settle(file.path);
    return true;
  }
}

const publishers = new WeakMap<Window, MissionFilePublisher<string>>();
const sessions = new WeakMap<Act, Session>();

/** Of the act that goes on just now. */
function sessionNow(): Session {
  const act = context.getStore()?.act;
  const session = act && sessions.get(act);
  if (!session) throw new Error('Nobody publishes');
  return session;
}

/** One for each window, as in the extension. */
function publisherOf(person: Person, session: Session): MissionFilePublisher<string> {
  const act = context.getStore()?.act;
  if (act) sessions.set(act, session);
  const publisher = publishers.get(person.window) ?? newPublisher(person);
  publishers.set(person.window, publisher);
  return publisher;
}

function newPublisher(person: Person): MissionFilePublisher<string> {
  const { disk, kept, window } = person;
  const published = createPublishedMissions(kept);
  return createMissionFilePublisher<string>({
    begin: () => sessionNow().actions,
    states: {
      async remember(file, mission) {
        person.know(mission);
        await published.remember(file, mission);
      },
      changedThere: async (file, mission) =>
        published.of(file, mission.missionId)?.hash !== (await missionHash(mission)),
      isOlder: (file, missionId, here) => published.of(file, missionId)?.before.includes(here) === true,
      noteGone: () => undefined,
    },
    journal: window.journals.of(() => sessionNow().actions.accountId()),
    follow: (path) => disk.follow(path, window),
    idOnDisk: (path) => Promise.resolve(disk.idAt(path)),
    othersOf: (path, missionId) =>
      Promise.resolve(
        disk.files.flatMap((file) => (file.path !== path && disk.idAt(file.path) === missionId ? file.path : [])),
      ),
  });
}
