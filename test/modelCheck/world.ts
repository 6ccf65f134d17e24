import { context, type AccountName, type Act, type Said } from './act';
import type { Mission } from '../../src/model/mission';
import { acts, doubleClicked } from './acts/all';
import { Disk } from './disk';
import type { Doing, Person } from './doing';
import { Agenda, inVirtualTime, type Clock } from './clock';
import { Editor } from './editor';
import { differences } from './ending';
import { Network } from './network';
import { actOfOthers, furnish, meddle } from './others';
import { lieOf } from './rules';
import type { Happening, Schedule } from './schedule';
import { Service } from './service';
import type { Moment } from './things';
import { openWindow, type Window } from './window';

/** What came of a schedule: everything that must not be, and what happened. */
export type Report = { readonly faults: readonly string[]; readonly story: readonly string[] };

/** Until everything has come to an end (ms of virtual time). */
const longest = 60 * 60_000;

export function play(schedule: Schedule): Promise<Report> {
  return inVirtualTime((clock) => new World(clock, schedule).play());
}

class World {
  readonly #faults = new Set<string>();
  readonly #story: string[] = [];
  readonly #begun: number;
  #moment: Moment = 0;
  readonly #services: Readonly<Record<AccountName, Service>>;
  readonly #network: Network;
  #account: AccountName = 'A';
  /** The account that the window's memory is of: for some time after a change it is the one before. */
  #known: AccountName = 'A';
  #window: Window;
  #turn = 0;
  readonly #agenda: Agenda;
  /** What persons do in the window that is open. */
  readonly #underWay = new Map<Act, { readonly doing: Doing; readonly insists: boolean }>();
  readonly #acts: Act[] = [];
  /** How often a person was told that it is unknown, and did it again, by intent. */
  readonly #again = new Map<string, number>();
  readonly #editors: Editor[] = [];
  readonly #deleted: Person['deleted'] = [];
  readonly #disk: Disk;
  readonly #kept = memento();
  readonly #published = new Map<string, Mission[]>();

  constructor(
    readonly clock: Clock,
    readonly schedule: Schedule,
  ) {
    this.#begun = clock.now();
    this.#agenda = new Agenda(clock);
    this.#disk = new Disk(clock);
    const tick = () => ++this.#moment;
    const service = (name: AccountName, ids: AccountName) => new Service(name, ids, tick, () => clock.now());
    this.#services = { A: service('A', 'A'), B: service('B', schedule.sameIds ? 'A' : 'B') };
    for (const one of Object.values(this.#services)) furnish(one);
    this.#network = new Network({
      clock,
      tick,
      services: this.#services,
      fates: schedule.fates,
      window: () => this.#window.number,
      fault: (what) => this.#faults.add(what),
      note: (what) => this.#note(what),
      meddle: (account, path) => {
        if (!this.#network.healed && meddle(this.#services[account], path, ++this.#turn))
          this.#note(`others: change ${path} in ${account}`);
      },
      sameOrigin: schedule.sameOrigin,
    });
    this.#network.healed = true;
    this.#window = this.#open(1);
  }

  #note(what: string): void {
    this.#story.push(`${String(this.clock.now() - this.#begun).padStart(7)} ms  ${what}`);
  }

  #open(number: number): Window {
    const window = openWindow({
      number,
      connection: () => this.#network.connection(this.#account),
      state: this.#kept,
      random: () => 0.5,
      onDefect: (error) => this.#faults.add(`a defect: ${String(error)}`),
    });
    window.store.subscribe((change) => this.#lookForGone(window, [...change.missions], [...change.runs]));
    return window;
  }

  /** Whoever is not there any more for the extension must not be there. */
  #lookForGone({ store }: Window, missions: readonly string[], runs: readonly string[]): void {
    if (this.#known !== this.#account) return;
    const service = this.#services[this.#known];
    for (const id of missions)
      if (!store.mission(id) && service.find('mission', id))
        this.#faults.add(`mission ${id} is there, and was dropped`);
    for (const id of runs) {
      const run = store.run(id);
      if (run.kind === 'failed' && run.error.kind === 'notFound' && service.find('run', id))
        this.#faults.add(`run ${id} is there, and is said to be gone`);
    }
  }

  async play(): Promise<Report> {
    // The sidebar shows what is there.
    await this.clock.pass(() => false, 1000);
    this.#network.healed = false;
    let last = 0;
    for (const happening of this.schedule.happenings) {
      last += happening.gap + 5;
      this.#agenda.later(last, () => this.#happen(happening));
    }
    const ended = await this.clock.pass(() => this.#agenda.coming + this.#underWay.size === 0, longest);
    if (!ended) this.#faults.add('it does not come to an end');
    await this.#end();
    return { faults: [...this.#faults], story: this.#story };
  }

  #happen(happening: Happening): void {
    this.#turn++;
    switch (happening.kind) {
      case 'act':
        this.#begin(happening);
        return;
      case 'other':
        this.#note(`others: ${happening.name} ${happening.a} in ${happening.account}`);
        actOfOthers(this.#services[happening.account], happening.name, happening.a, happening.b, this.#turn);
        return;
      case 'account':
        this.#changeAccount(happening.a);
        return;
      case 'reload':
        this.#reload();
    }
  }

  /** Nobody hears how it ended what was under way: who insists does it again. */
  #reload(): void {
    this.#note('the window is loaded anew');
    this.#window.close();
    this.#known = this.#account;
    this.#window = this.#open(this.#window.number + 1);
    const cut = [...this.#underWay];
    this.#underWay.clear();
    for (const [act, { doing, insists }] of cut) {
      act.isCut = true;
      if (insists) this.#agenda.later(1000, () => this.#account === act.account && void this.#do(doing, true));
    }
  }

  /** The extension hears of it a little later. */
  #changeAccount(ms: number): void {
    this.#account = this.#account === 'A' ? 'B' : 'A';
    this.#note(`the account is ${this.#account} now`);
    this.#agenda.later(ms, () => {
      this.#known = this.#account;
      this.#window.changeAccount();
    });
  }

  #begin({ name, a, b, insists, doubleClick, cut }: Happening & { kind: 'act' }): void {
    const window = () => this.#window;
    const doing = acts[name]({
      // What is done once more after a reload is done in the new one.
      get window() {
        return window();
      },
      account: this.#account,
      turn: this.#turn,
      a,
      b,
      editors: this.#editors,
      deleted: this.#deleted,
      disk: this.#disk,
      kept: this.#kept,
      published: this.#published,
      know: (mission) => {
        this.#published.set(mission.missionId, [...(this.#published.get(mission.missionId) ?? []), mission]);
      },
      think: (seconds) => this.clock.wait(seconds * 1000),
      editorOf: (document, missionId) => this.#editorOf(document, missionId),
    });
    if (!doing) return;
    void this.#do(doing, insists);
    if (cut) this.#agenda.later(cut.after, () => (cut.by === 'reload' ? this.#reload() : this.#changeAccount(a)));
    if (doubleClick && doubleClicked.has(name)) void this.#do(doing, false);
  }

  #editorOf(document: Editor['document'], missionId: string): Editor {
    const is = (editor: Editor) =>
      editor.document === document && editor.missionId === missionId && editor.account === this.#account;
    const held = this.#editors.find(is);
    if (held) return held;
    const editor = new Editor(document, missionId, this.#account);
    this.#editors.push(editor);
    return editor;
  }

  async #do(doing: Doing, insists: boolean): Promise<void> {
    const window = this.#window;
    const act: Act = {
      id: `act ${this.#acts.length + 1} (${doing.intent})`,
      intent: doing.intent,
      account: doing.account ?? this.#account,
      begun: ++this.#moment,
      seen: doing.seen ?? (() => false),
      isSo: (during) => doing.isSo?.(this.#services[act.account], during) ?? false,
      looks: new Map(),
      missed: new Set(),
      did: [],
    };
    const before = this.#acts.filter(({ intent, ended }) => intent === act.intent && ended !== undefined);
    const last = before.sort((x, y) => Number(x.ended) - Number(y.ended)).findLast(({ said }) => said?.kind !== 'busy');
    // Who was told that it is unknown, and does it all the same, wants another one.
    if (last?.said?.kind === 'unsure') this.#wantAgain(act.intent);
    this.#acts.push(act);
    this.#note(`${act.id} begins in ${act.account}`);
    this.#underWay.set(act, { doing, insists });
    const said = await context.run({ window: window.number, act }, () =>
      doing
        .run(window.begin(), { insists, again: () => this.#wantAgain(doing.intent) })
        .catch((error: unknown): Said => {
          this.#faults.add(`${act.id}: threw ${String(error)}`);
          return { kind: 'unsure' };
        }),
    );
    act.said = said;
    act.ended = ++this.#moment;
    this.#note(`${act.id}: ${said.kind} ${said.why ?? ''}`);
    const others = this.#acts.filter(({ intent }) => intent === act.intent);
    const lie = lieOf(act, others) ?? (said.kind === 'done' ? doing.lie?.(this.#services[act.account]) : undefined);
    if (lie !== undefined) this.#faults.add(lie.startsWith(act.id) ? lie : `${act.id}: ${lie}`);
    this.#goOn(act, doing, insists);
    this.#underWay.delete(act);
  }

  /** What a person does next who has been told this. */
  #goOn({ said: { kind } = { kind: 'done' }, account }: Act, doing: Doing, insists: boolean): void {
    if (!insists || (kind !== 'unsure' && kind !== 'refused' && kind !== 'conflict')) return;
    this.#agenda.later(2000, () => {
      if (this.#account !== account) return;
      void this.#do(doing, false);
    });
  }

  #wantAgain(intent: string): void {
    this.#again.set(intent, (this.#again.get(intent) ?? 0) + 1);
  }

  async #end(): Promise<void> {
    this.#network.healed = true;
    this.#note('all is quiet');
    for (const [{ id }] of this.#underWay) this.#faults.add(`${id}: never ended`);
    if (!(await this.clock.pass(() => this.#network.onTheWay === 0, longest))) this.#faults.add('requests get nowhere');
    this.#countCreated();
    if (!(await this.#readAll())) this.#faults.add('what is there cannot be read');
    const service = this.#services[this.#account];
    for (const difference of differences(this.#window, service, this.#editors, this.#account))
      this.#faults.add(difference);
    this.#window.close();
  }

  /** Nothing is there twice, in one account, that a person has wanted once. */
  #countCreated(): void {
    const makers = new Map(this.#acts.map((act) => [act.id, act]));
    for (const service of Object.values(this.#services)) {
      const made = [...service.things.values()].flatMap(({ id, born }) => {
        const act = makers.get(born.by);
        return act ? [{ id, act }] : [];
      });
      for (const intent of new Set(made.map(({ act }) => act.intent))) {
        const same = made.filter(({ act }) => act.intent === intent);
        // What others have deleted may be made again by an act that has been told so by a 404.
        const left = same.filter(({ id }) => !same.some(({ act }) => act.missed.has(id)));
        if (left.length > 1 + (this.#again.get(intent) ?? 0))
          this.#faults.add(`${intent}: created ${left.length} times`);
      }
    }
  }

  /** Everything that a person can lay open. */
  async #readAll(): Promise<boolean> {
    const { poller, byItself } = this.#window;
    let isRead = false;
    byItself(() => {
      void (async () => {
        const service = this.#services[this.#account];
        for (const mission of service.all('mission')) {
          poller.watch({ kind: 'runs', missionId: mission.id });
          for (const run of service.all('run', mission.key))
            poller.watch({ kind: 'plan', missionId: mission.id, runId: run.id });
        }
        await poller.refresh();
        isRead = true;
      })();
    });
    return this.clock.pass(() => isRead, longest);
  }
}

/** As VS Code keeps the state of a workspace. */
function memento() {
  const kept = new Map<string, unknown>();
  return {
    keys: () => [...kept.keys()],
    get: <T>(key: string, otherwise?: T) => (kept.has(key) ? (kept.get(key) as T) : (otherwise as T)),
    update: (key: string, value: unknown) => Promise.resolve(void kept.set(key, structuredClone(value))),
  };
}
