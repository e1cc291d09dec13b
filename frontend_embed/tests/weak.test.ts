import { describe, expect, it, vi } from 'vitest';
import { Network } from '../src/api/network';
import { Offline, Problem } from '../src/api/problem';
import { Client } from '../src/api/client';
import { TokenStore } from '../src/api/token';
import { DraftStore } from '../src/app/draft-store';
import { startOf } from '../src/app/map-life';
import { written } from '../src/app/own-words';
import { Placing } from '../src/app/placing';
import { keeping, kept, tooMany } from '../src/offline/rules';
import { contribution } from './items';

const MOUSE = '(hover: hover) and (pointer: fine)';

describe('when the moving map comes', () => {
  it.each([
    [{}, [MOUSE], 'idle'],
    [{}, [], 'touch'],
    [{ effectiveType: '4g' }, [MOUSE], 'idle'],
    [{ saveData: true }, [MOUSE], 'asked'],
    [{ effectiveType: '3g' }, [MOUSE], 'asked'],
    [{ effectiveType: 'slow-2g' }, [], 'asked'],
    [{}, ['(prefers-reduced-data: reduce)', MOUSE], 'asked'],
  ] as const)('%o with %o: %s', (connection, true_of, start) => {
    expect(startOf(connection, (query) => (true_of as readonly string[]).includes(query))).toBe(
      start,
    );
  });
});

describe('what is kept for when there is no network', () => {
  const scope = new URL('https://map.example/p/valley/');
  const how = (path: string): string => keeping(scope, new URL(path, scope));

  it.each([
    ['/static/embed/base-C_KhJVnP.js', 'forever'],
    ['/static/frontend_embed/pages.css', 'latest'],
    ['/p/valley/?lang=fr', 'latest'],
    ['/p/valley/proposals/3/', 'latest'],
    ['/api/v1/perimeters/valley/', 'latest'],
    ['/api/v1/perimeters/valley/contributions/?kind=idea', 'latest'],
    ['/api/v1/contributions/7/comments/', 'latest'],
    ['/tiles/valley/poster.svg?size=map', 'latest'],
    ['/p/valley/worker.js', 'no'],
    ['/p/other/', 'no'],
    ['/api/v1/perimeters/other/', 'no'],
    ['/api/v1/participants/me/', 'no'],
    ['/api/v1/perimeters/valley/participants/', 'no'],
    ['/admin/', 'no'],
    ['/planner/valley/', 'no'],
    ['/embed/valley/', 'no'],
    ['/f/abc/', 'no'],
    ['https://elsewhere.example/p/valley/', 'no'],
  ])('%s: %s', (path, expected) => {
    expect(how(path)).toBe(expected);
  });

  it('finds the last list wherever the map looked and the shuffle began', () => {
    const list = (query: string): string =>
      kept(new URL(`https://map.example/api/v1/perimeters/valley/proposals/?${query}`));
    expect(list('order=shuffled&seed=1&lang=fr')).toBe(
      list('lang=fr&bbox=1,2,3,4&order=shuffled&seed=2'),
    );
    expect(list('theme=health')).not.toBe(list('theme=economy'));
  });

  it('lets go of what was read long ago, never of what the page is made of', () => {
    const files = ['base', 'element'].map(
      (name) => `${scope.origin}/static/embed/${name}-C_KhJVnP.js`,
    );
    const read = Array.from(
      { length: 242 },
      (_, nth) => `${scope.origin}/api/v1/proposals/${nth}/`,
    );
    expect(tooMany(scope, [...files, ...read])).toEqual(read.slice(0, 2));
    expect(tooMany(scope, [...files, ...read.slice(2)])).toEqual([]);
  });
});

describe('whether there is a network', () => {
  it('is said by what came, and by what did not', () => {
    const changed = vi.fn();
    const network = new Network(changed);
    network.answered(new Response());
    expect(changed).not.toHaveBeenCalled();
    network.lost();
    expect([network.away, network.since]).toEqual([true, null]);
    network.answered(
      new Response(null, { headers: { 'X-Agorama-Kept': 'Sun, 29 Nov 2026 10:00:00 GMT' } }),
    );
    expect([network.away, network.since]).toEqual([true, '2026-11-29T10:00:00.000Z']);
    network.answered(new Response());
    expect([network.away, network.since]).toEqual([false, null]);
  });
});

describe('a network that is said to be back too early', () => {
  it('is looked for again, each time later, until the server itself answers', async () => {
    vi.useFakeTimers();
    const network = new Network(() => undefined);
    const kept = { headers: { 'X-Agorama-Kept': 'Sun, 29 Nov 2026 10:00:00 GMT' } };
    const answers = [
      () => Promise.reject(new TypeError('cut')),
      () => Promise.resolve(Response.json({}, kept)),
      () => Promise.resolve(Response.json({})),
    ];
    const fetcher = vi.fn(() => answers.shift()?.() ?? Promise.resolve(Response.json({})));
    const tokens = new TokenStore('t', () => new Shelf() as unknown as Storage);
    const client = new Client('', 'valley', () => 'fr', tokens, fetcher as typeof fetch, network);
    const came: boolean[] = [];
    network.again = () => void client.answers().then((answer) => came.push(answer));
    network.lost();
    await vi.advanceTimersByTimeAsync(3000);
    expect(came).toEqual([false]);
    await vi.advanceTimersByTimeAsync(6000);
    expect(came).toEqual([false, false]);
    expect(network.since).toBe('2026-11-29T10:00:00.000Z');
    await vi.advanceTimersByTimeAsync(12_000);
    expect(came).toEqual([false, false, true]);
    expect(network.away).toBe(false);
    await vi.advanceTimersByTimeAsync(600_000);
    expect(fetcher).toHaveBeenCalledTimes(3);
    vi.useRealTimers();
  });
});

class Shelf {
  private readonly kept = new Map<string, string>();
  getItem = (key: string): string | null => this.kept.get(key) ?? null;
  setItem = (key: string, value: string): void => void this.kept.set(key, value);
  removeItem = (key: string): void => void this.kept.delete(key);
}

describe('sending once, whatever happened to the first try', () => {
  const located = { inside: true, nearest: [7.5, 43.9], zones: {}, near: null };

  function visitor(shelf: Shelf, submit: Client['submit'], amend: Client['amend']): Placing {
    const client = {
      submit,
      amend,
      locate: () => Promise.resolve(located),
      similar: () => Promise.resolve([]),
    } as unknown as Client;
    const drafts = new DraftStore('draft', () => shelf as unknown as Storage);
    return new Placing(client, 'fr', () => undefined, drafts);
  }

  async function cut(shelf: Shelf): Promise<string> {
    const submit = vi.fn<Client['submit']>(() => Promise.reject(new Offline('cut')));
    const made = visitor(shelf, submit, vi.fn());
    await made.at([7.5, 43.9], 'map');
    made.fill({ kind: 'idea', theme: 'economy', ...written('Un banc') });
    await made.send(null);
    expect(made.step).toBe('waiting');
    return submit.mock.calls[0]?.[1] ?? '';
  }

  it('after a reload: the same body under the same key, from the last step on', async () => {
    const shelf = new Shelf();
    const key = await cut(shelf);
    const submit = vi.fn<Client['submit']>(() => Promise.resolve(contribution(412)));
    const amend = vi.fn<Client['amend']>();
    const again = visitor(shelf, submit, amend);
    expect(again.step).toBe('say');
    await again.send(null);
    expect(submit.mock.calls[0]?.[1]).toBe(key);
    expect(submit.mock.calls[0]?.[0].properties.title).toBe('Un banc');
    expect(amend).not.toHaveBeenCalled();
  });

  it('with other words: the first is settled and gets them, no second one is made', async () => {
    const shelf = new Shelf();
    const key = await cut(shelf);
    const submit = vi.fn<Client['submit']>(() => Promise.resolve(contribution(412)));
    const amend = vi.fn<Client['amend']>(() => Promise.resolve(contribution(412)));
    const again = visitor(shelf, submit, amend);
    again.fill({ ...written('Deux bancs') });
    await again.send(null);
    expect(submit.mock.calls).toHaveLength(1);
    expect(submit.mock.calls[0]?.[1]).toBe(key);
    expect(submit.mock.calls[0]?.[0].properties.title).toBe('Un banc');
    expect(amend.mock.calls[0]?.[0]).toBe(412);
    expect(amend.mock.calls[0]?.[1].properties.title).toBe('Deux bancs');
  });

  it('and begins anew once the server refused it', async () => {
    const shelf = new Shelf();
    const key = await cut(shelf);
    const keys: string[] = [];
    const submit = vi.fn<Client['submit']>((_body, used) => {
      keys.push(used);
      return Promise.reject(new Problem(422, 'outside_perimeter', 'Dehors.'));
    });
    const again = visitor(shelf, submit, vi.fn());
    await again.send(null);
    await again.send(null);
    expect(keys[0]).toBe(key);
    expect(keys[1]).not.toBe(key);
  });

  it('a second press while the first is on its way sends nothing', async () => {
    const submit = vi.fn<Client['submit']>(() => Promise.resolve(contribution(1)));
    const made = visitor(new Shelf(), submit, vi.fn());
    await made.at([7.5, 43.9], 'map');
    made.fill({ kind: 'idea', theme: 'economy', ...written('Un banc') });
    await Promise.all([made.send(null), made.send(null)]);
    expect(submit).toHaveBeenCalledTimes(1);
  });

  it('keeps writing where the device is full', async () => {
    const full = {
      getItem: () => null,
      setItem: () => {
        throw new DOMException('full', 'QuotaExceededError');
      },
      removeItem: () => undefined,
    };
    const submit = vi.fn<Client['submit']>(() => Promise.resolve(contribution(1)));
    const made = visitor(full as unknown as Shelf, submit, vi.fn());
    await made.at([7.5, 43.9], 'map');
    made.fill({ kind: 'idea', theme: 'economy', ...written('Un banc') });
    await made.send(null);
    expect(made.step).toBe('sent');
  });
});
