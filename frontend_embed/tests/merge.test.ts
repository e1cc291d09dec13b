import { describe, expect, it } from 'vitest';
import { comparison, merged, shortest } from '../src/app/merge';
import type { Stream } from '../src/app/merge';
import { contribution } from './items';

const bySupport = comparison('supported', null, 7);
const ids = (items: readonly { id: number }[]): number[] => items.map(({ id }) => id);

describe('merging the kinds into one list', () => {
  it('orders whole streams', () => {
    const streams: Stream[] = [
      { items: [contribution(1, 9), contribution(2, 3)], next: null },
      { items: [contribution(3, 5)], next: null },
    ];
    expect(ids(merged(streams, bySupport))).toEqual([1, 3, 2]);
  });

  it('shows nothing that a page still to come might precede', () => {
    const streams: Stream[] = [
      { items: [contribution(1, 9), contribution(2, 8)], next: 'more' },
      { items: [contribution(3, 10), contribution(4, 5), contribution(5, 1)], next: null },
    ];
    expect(ids(merged(streams, bySupport))).toEqual([3, 1, 2]);
  });

  it('continues the stream whose end comes first', () => {
    const early: Stream = { items: [contribution(1, 9)], next: 'a' };
    const late: Stream = { items: [contribution(2, 2)], next: 'b' };
    const done: Stream = { items: [contribution(3, 20)], next: null };
    expect(shortest([late, early, done], bySupport)).toBe(early);
    expect(shortest([done], bySupport)).toBeUndefined();
  });

  it('ends in the same order however the pages are cut', () => {
    const all = Array.from({ length: 40 }, (_, index) => contribution(index + 1, (index * 7) % 11));
    const sorted = [...all].sort(bySupport);
    const halves = [
      sorted.filter(({ id }) => id % 3 === 0),
      sorted.filter(({ id }) => id % 3 !== 0),
    ];
    for (const page of [1, 2, 5, 13]) {
      const streams = halves.map((items) => ({
        items: items.slice(0, page),
        all: items,
        next: 'n' as string | null,
      }));
      for (let turn = 0; turn < 100; turn += 1) {
        const shown = merged(streams, bySupport);
        expect(ids(shown)).toEqual(ids(sorted).slice(0, shown.length));
        const stream = shortest(streams, bySupport);
        if (!stream) break;
        stream.items = stream.all.slice(0, stream.items.length + page);
        if (stream.items.length === stream.all.length) stream.next = null;
      }
      expect(ids(merged(streams, bySupport))).toEqual(ids(sorted));
    }
  });

  it('orders by date and by distance', () => {
    const items = [contribution(1, 0, 3), contribution(2, 0, 9), contribution(3, 0, 5)];
    const streams = [{ items, next: null }];
    expect(ids(merged(streams, comparison('newest', null, 7)))).toEqual([2, 3, 1]);
    expect(ids(merged(streams, comparison('nearest', [7.03, 44], 7)))).toEqual([3, 2, 1]);
  });

  it('walks the ring as the server does', () => {
    // (id × 2654435761 mod 2^32), from the spot 3 000 000 000 on.
    const shuffled = comparison('shuffled', null, 3_000_000_000);
    const items = [1, 2, 3, 4].map((id) => contribution(id));
    const ring = (id: number): number => Number((BigInt(id) * 2654435761n) % 2n ** 32n);
    const away = (id: number): number => (ring(id) + 2 ** 32 - 3_000_000_000) % 2 ** 32;
    expect(ids([...items].sort(shuffled))).toEqual([1, 2, 3, 4].sort((a, b) => away(a) - away(b)));
  });
});
