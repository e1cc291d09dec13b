import { describe, expect, it } from 'vitest';
import type { Client } from '../src/api/client';
import { NO_FILTERS } from '../src/api/filters';
import { Offline, Problem } from '../src/api/problem';
import type { Item, ItemPage, Kind } from '../src/api/types';
import { Listing } from '../src/app/listing';
import type { Window } from '../src/app/listing';
import { contribution, proposal } from './items';

const EVERYWHERE: Window = { bbox: null, order: 'supported', near: null, seed: 7 };

function page(
  items: readonly Item[],
  next: string | null = null,
  matched = items.length,
): ItemPage {
  const links = next === null ? [] : [{ rel: 'next', href: next }];
  return { features: items, links, numberReturned: items.length, numberMatched: matched };
}

function listing(pages: Partial<Record<Kind, ItemPage>>, more: ItemPage = page([])): Listing {
  const client = {
    list: (kind: Kind) => Promise.resolve(pages[kind] ?? page([])),
    page: () => Promise.resolve(more),
  } as unknown as Client;
  return new Listing(client, () => undefined);
}

const refs = (made: Listing): string[] => made.rows.map(({ properties }) => properties.ref);

describe('the list', () => {
  it('counts by kind and in all', async () => {
    const made = listing({ idea: page([contribution(1)], 'n', 9), proposal: page([proposal(2)]) });
    await made.load(NO_FILTERS, EVERYWHERE);
    expect([made.count('idea'), made.count('proposal'), made.count('report')]).toEqual([9, 1, 0]);
    expect(made.total).toBe(10);
    expect(made.remaining).toBe(8);
    expect(made.complete).toBe(false);
  });

  it('asks only for the kinds that are wanted', async () => {
    const made = listing({ idea: page([contribution(1)]), proposal: page([proposal(2)]) });
    await made.load({ ...NO_FILTERS, kinds: ['proposal'] }, EVERYWHERE);
    expect(refs(made)).toEqual(['ALP-P02']);
    expect(made.count('idea')).toBeNull();
  });

  it('goes on where it ended', async () => {
    const made = listing(
      { idea: page([contribution(1, 5)], 'n', 2) },
      page([contribution(2, 3)], null, 2),
    );
    await made.load(NO_FILTERS, EVERYWHERE);
    await made.more();
    expect(refs(made)).toEqual(['ALP-0001', 'ALP-0002']);
    expect(made.complete).toBe(true);
  });

  it('says why there is none', async () => {
    const client = { list: () => Promise.reject(new Problem(503, 'unavailable', 'Un instant.')) };
    const made = new Listing(client as unknown as Client, () => undefined);
    await made.load(NO_FILTERS, EVERYWHERE);
    expect(made.failed).toBe('Un instant.');
    expect(made.loading).toBe(false);
    const away = { list: () => Promise.reject(new Offline('away')) };
    const other = new Listing(away as unknown as Client, () => undefined);
    await other.load(NO_FILTERS, EVERYWHERE);
    expect(other.failed).toBe('');
  });

  it('keeps a vote that an answer on its way does not know of', async () => {
    const answers: ((found: ItemPage) => void)[] = [];
    const client = {
      list: (kind: Kind) =>
        kind === 'idea'
          ? new Promise<ItemPage>((resolve) => answers.push(resolve))
          : Promise.resolve(page([])),
    } as unknown as Client;
    const made = new Listing(client, () => undefined);
    const old = contribution(1);
    const voted: Item = {
      ...old,
      properties: { ...old.properties, votes: { for: 1, against: 0, neutral: 0, mine: 'for' } },
    } as Item;
    const first = made.load(NO_FILTERS, EVERYWHERE);
    answers[0]?.(page([old]));
    await first;
    const second = made.load(NO_FILTERS, EVERYWHERE);
    made.replace(voted);
    answers[1]?.(page([old]));
    await second;
    expect(made.rows[0]?.properties.votes.mine).toBe('for');
  });

  it('keeps one’s own new pin on top, but not where the filter leaves it out', async () => {
    const made = listing({ idea: page([contribution(1, 9), contribution(2, 8)]) });
    await made.load(NO_FILTERS, EVERYWHERE);
    made.putFirst(contribution(3));
    expect(refs(made)).toEqual(['ALP-0003', 'ALP-0001', 'ALP-0002']);
    await made.load(NO_FILTERS, EVERYWHERE);
    expect(refs(made)[0]).toBe('ALP-0003');
    await made.load({ ...NO_FILTERS, themes: ['health'] }, EVERYWHERE);
    expect(refs(made)).not.toContain('ALP-0003');
    await made.load(NO_FILTERS, { ...EVERYWHERE, bbox: [0, 0, 1, 1] });
    expect(refs(made)).not.toContain('ALP-0003');
  });
});
