import { describe, expect, it, vi } from 'vitest';
import type { Client } from '../src/api/client';
import { Offline, Problem } from '../src/api/problem';
import type { Category, Located } from '../src/api/types';
import { DraftStore } from '../src/app/draft-store';
import type { Model } from '../src/app/model';
import { Placing } from '../src/app/placing';
import { PlacingFlow } from '../src/app/placing-flow';
import { contribution, WRITTEN } from './items';

const INSIDE: Located = { inside: true, nearest: [7.5, 43.9], zones: {}, near: null };

const similar = (): Promise<[]> => Promise.resolve([]);

function placing(
  submit: Client['submit'],
  locate: Client['locate'] = () => Promise.resolve(INSIDE),
): Placing {
  const client = { submit, locate, similar, categories: similar } as unknown as Client;
  return new Placing(client, 'fr', () => undefined);
}

async function filled(made: Placing): Promise<void> {
  await made.at([7.5, 43.9], 'map');
  made.fill({ kind: 'idea', theme: 'economy', ...WRITTEN });
  made.go('say');
}

describe('a draft whose kind is no longer taken', () => {
  function begun(text: string) {
    const made = placing(() => Promise.resolve(contribution(1)));
    made.fill({ kind: 'idea', text });
    const model = { placing: made, openKinds: ['report'], view: null, map: null, lang: 'fr' };
    const said = new PlacingFlow(model as unknown as Model, () => undefined).begin();
    return [made.draft.kind, said];
  }

  it('becomes one of the other kind, and says so where something is written', () => {
    expect(begun('Un banc')).toEqual(['report', 'draft.nowReport']);
    expect(begun('')).toEqual(['report', null]);
  });
});

describe('the kind', () => {
  it.each([['idea', 'report'], ['report']])('is chosen where there is a choice', (...kinds) => {
    const model = { placing: placing(vi.fn()), openKinds: kinds, view: null, map: null };
    new PlacingFlow(model as unknown as Model, vi.fn()).begin();
    expect(model.placing.draft.kind).toBe(kinds.length > 1 ? null : 'report');
  });
});

describe('placing a pin', () => {
  it('sends what was filled in, and thanks', async () => {
    const submit = vi.fn<Client['submit']>(() => Promise.resolve(contribution(412)));
    const made = placing(submit);
    await filled(made);
    await made.send('vos-vallees');
    expect(made.step).toBe('sent');
    expect(made.sent?.properties.ref).toBe('ALP-0412');
    const [body] = submit.mock.calls[0] ?? [];
    expect(body?.geometry.coordinates).toEqual([7.5, 43.9]);
    expect(body?.properties).toMatchObject({
      title: 'Un banc',
      text: 'À l’ombre',
      consultation: 'vos-vallees',
      anchor: 'exact',
      position_source: 'map',
    });
  });

  it('keeps the draft and the key while the network is away', async () => {
    const keys: string[] = [];
    const submit = vi.fn<Client['submit']>((_body, key) => {
      keys.push(key);
      return keys.length < 3
        ? Promise.reject(new Offline('away'))
        : Promise.resolve(contribution(1));
    });
    const made = placing(submit);
    await filled(made);
    await made.send(null);
    expect(made.step).toBe('waiting');
    await made.send(null);
    await made.send(null);
    expect(made.step).toBe('sent');
    expect(new Set(keys).size).toBe(1);
  });

  it('takes a new key once the server refused, and keeps the text', async () => {
    const keys: string[] = [];
    const submit = vi.fn<Client['submit']>((_body, key) => {
      keys.push(key);
      return Promise.reject(new Problem(400, 'text_too_long', 'Trop long.'));
    });
    const made = placing(submit);
    await filled(made);
    await made.send(null);
    expect(made.step).toBe('say');
    expect(made.refusal?.detail).toBe('Trop long.');
    expect(made.draft.text).toBe(WRITTEN.text);
    await made.send(null);
    expect(new Set(keys).size).toBe(2);
  });

  it('repeats the same request after "too many" and after the server’s own failures', async () => {
    const keys: string[] = [];
    const problems = [
      new Problem(429, 'rate_limited', 'Trop.', [], null, 60),
      new Problem(503, 'unavailable', ''),
    ];
    const submit = vi.fn<Client['submit']>((_body, key) => {
      keys.push(key);
      const problem = problems.shift();
      return problem ? Promise.reject(problem) : Promise.resolve(contribution(1));
    });
    const made = placing(submit);
    await filled(made);
    await made.send(null);
    expect(made.refusal?.retryAfter_s).toBe(60);
    await made.send(null);
    await made.send(null);
    expect(new Set(keys).size).toBe(1);
  });

  it('goes back to the map when the server says it is outside', async () => {
    const problem = new Problem(422, 'outside_perimeter', 'Dehors.', [], [7.4, 43.8]);
    const made = placing(() => Promise.reject(problem));
    await filled(made);
    await made.send(null);
    expect(made.step).toBe('where');
    expect(made.located).toMatchObject({ inside: false, nearest: [7.4, 43.8] });
  });

  it('looks up the nearest point inside, to name it', async () => {
    const locate = vi.fn<Client['locate']>((position) =>
      Promise.resolve(
        position[0] > 8
          ? { inside: false, nearest: [7.9, 44], zones: {}, near: null }
          : { ...INSIDE, near: { place: 'Levens', distance_m: 10, direction: 'n' } },
      ),
    );
    const made = placing(() => Promise.resolve(contribution(1)), locate);
    await made.at([8.5, 44], 'map');
    expect(made.located?.inside).toBe(false);
    expect(made.nearest?.near?.place).toBe('Levens');
  });

  it('forgets an answer about a point that was left', async () => {
    const answers: ((located: Located) => void)[] = [];
    const locate: Client['locate'] = (_position, signal) =>
      new Promise((resolve, reject) => {
        answers.push(resolve);
        signal?.addEventListener('abort', () => {
          reject(new DOMException('left', 'AbortError'));
        });
      });
    const made = placing(() => Promise.resolve(contribution(1)), locate);
    const first = made.at([7, 44], 'map');
    const second = made.at([7.5, 44], 'map');
    answers[1]?.(INSIDE);
    await Promise.all([first, second]);
    expect(made.located).toBe(INSIDE);
    expect(made.draft.position).toEqual([7.5, 44]);
  });

  it('means the whole zone when a zone was chosen', async () => {
    const submit = vi.fn<Client['submit']>(() => Promise.resolve(contribution(1)));
    const made = placing(submit);
    await filled(made);
    await made.at([7.5, 43.9], 'zone');
    await made.send(null);
    expect(submit.mock.calls[0]?.[0].properties).toMatchObject({
      anchor: 'zone',
      position_source: 'zone',
    });
  });

  it('says outside until it knows better, so that nothing flickers under a moving map', async () => {
    const outside: Located = { inside: false, nearest: [7.4, 43.8], zones: {}, near: null };
    const answers: ((located: Located) => void)[] = [];
    const said: (boolean | undefined)[] = [];
    const client = {
      locate: () => new Promise<Located>((resolve) => answers.push(resolve)),
    } as unknown as Client;
    const made: Placing = new Placing(client, 'fr', () => said.push(made.located?.inside));
    const first = made.at([7.42, 43.73], 'map');
    answers[0]?.(outside);
    await vi.waitFor(() => {
      expect(answers).toHaveLength(2);
    });
    answers[1]?.(INSIDE);
    await first;
    const asked = said.length;
    const second = made.at([7.421, 43.73], 'map');
    answers[2]?.(outside);
    await vi.waitFor(() => {
      expect(answers).toHaveLength(4);
    });
    answers[3]?.(INSIDE);
    await second;
    expect(said.length).toBeGreaterThan(asked);
    expect(said.slice(asked)).not.toContain(undefined);
    expect(new Set(said.slice(asked))).toEqual(new Set([false]));
  });
});

const LIGHT: Category = {
  slug: 'light',
  name: 'Éclairage',
  theme: null,
  questions: [
    { slug: 'what', kind: 'choice', label: 'Quoi ?', choices: [], shown_if: null },
    {
      slug: 'days',
      kind: 'number',
      label: 'Depuis ?',
      choices: [],
      shown_if: { question: 'what', value: 'out' },
    },
  ],
};

describe('what a category asks', () => {
  it('is sent with a report, as far as it is shown', async () => {
    const submit = vi.fn<Client['submit']>(() => Promise.resolve(contribution(1)));
    const client = { submit, categories: () => Promise.resolve([LIGHT]) } as unknown as Client;
    const made = new Placing(client, 'fr', () => undefined);
    made.fill({
      position: [7.5, 43.9],
      kind: 'report',
      theme: 'economy',
      text: 'Noir',
      category: 'light',
    });
    await made.speak('fr');
    expect(made.asking.questions(made.draft)).toHaveLength(1);
    made.fill({ answers: { what: 'broken', days: '3' } });
    expect(made.asking.questions(made.draft).map(({ slug }) => slug)).toEqual(['what']);
    await made.send(null);
    expect(submit.mock.calls[0]?.[0].properties).toMatchObject({
      category: 'light',
      answers: { what: 'broken' },
    });
  });

  it('is nothing to an idea', async () => {
    const client = { categories: () => Promise.resolve([LIGHT]) } as unknown as Client;
    const made = new Placing(client, 'fr', () => undefined);
    made.fill({ kind: 'report', category: 'light' });
    await made.speak('fr');
    made.fill({ kind: 'idea' });
    expect(made.asking.questions(made.draft)).toEqual([]);
  });
});

describe('a draft', () => {
  function store(): { drafts: DraftStore; kept: Map<string, string> } {
    const kept = new Map<string, string>();
    const storage = {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => kept.set(key, value),
      removeItem: (key: string) => kept.delete(key),
    } as unknown as Storage;
    return { drafts: new DraftStore('draft', () => storage), kept };
  }

  it('outlives the page, with the key it is sent under, and goes once it is sent', async () => {
    const keys: string[] = [];
    const submit = vi.fn<Client['submit']>((_body, key) => {
      keys.push(key);
      return keys.length === 1
        ? Promise.reject(new Offline('away'))
        : Promise.resolve(contribution(1));
    });
    const client = { submit, locate: () => Promise.resolve(INSIDE), similar } as unknown as Client;
    const { drafts, kept } = store();
    const before = new Placing(client, 'fr', () => undefined, drafts);
    await filled(before);
    await before.send(null);
    const after = new Placing(client, 'fr', () => undefined, drafts);
    expect([after.restored, after.draft.text]).toEqual([true, WRITTEN.text]);
    await after.send(null);
    expect(new Set(keys).size).toBe(1);
    expect(kept.size).toBe(0);
  });

  it('is only in memory where the browser keeps nothing', async () => {
    const drafts = new DraftStore('draft', () => {
      throw new DOMException('no', 'SecurityError');
    });
    const client = { locate: () => Promise.resolve(INSIDE), similar } as unknown as Client;
    const made = new Placing(client, 'fr', () => undefined, drafts);
    await filled(made);
    expect(made.draft.text).toBe(WRITTEN.text);
  });

  it('that is damaged is forgotten', () => {
    const { drafts, kept } = store();
    for (const text of ['{', 'null', '{"key": 1}', '[]']) {
      kept.set('draft', text);
      expect(drafts.read()).toBeNull();
    }
    expect(kept.size).toBe(0);
  });
});

describe('where it is', () => {
  const HEALTH = {
    slug: 'health',
    name: 'Santé',
    color: '',
    icon: '',
    anchor_default: 'zone',
  } as const;
  const zones = { communes: { code: 'W', name: 'Ouest' } };

  it('begins as the theme says, where there is a zone, until its author chooses', async () => {
    const made = placing(vi.fn(), () => Promise.resolve({ ...INSIDE, zones }));
    expect(made.anchor(HEALTH)).toBe('exact');
    await made.at([7.5, 43.9], 'map');
    expect(made.anchor(HEALTH)).toBe('zone');
    made.fill({ anchor: 'exact' });
    expect(made.anchor(HEALTH)).toBe('exact');
  });
});
