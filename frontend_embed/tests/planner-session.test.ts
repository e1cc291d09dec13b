import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Perimeter } from '../src/api/types';
import { Session } from '../src/planner/session';
import type { StaffLayer } from '../src/planner/types';
import { readView } from '../src/planner/view/view';

function session(): Session {
  const one = new Session('valley', 'fr', readView(''), vi.fn(), vi.fn());
  one.perimeter = { zonings: [] } as unknown as Perimeter;
  one.layers = [{ slug: 'plu', kind: 'plan', role: 'overlay' } as unknown as StaffLayer];
  return one;
}

describe('a visit to the planner’s page', () => {
  beforeEach(() => {
    vi.stubGlobal('window', globalThis);
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('no network')));
  });

  it('counts by the plan where a territory has no neighbourhoods', () => {
    expect(session().by).toBe('layer:plu');
  });

  it('lets go of a file that is no longer of what is looked at', () => {
    const one = session();
    const taken = { format: 'csv', file: '/file.csv' };
    for (const change of [{ filter: { theme: 'lighting' } }, { area: null }]) {
      Object.assign(one.outing, taken);
      one.look({ show: 'zones' });
      expect(one.outing.file).toBe('/file.csv');
      one.look(change);
      expect([one.outing.format, one.outing.file]).toEqual([null, '']);
    }
  });

  it('shows its news for a while', () => {
    vi.useFakeTimers();
    const one = session();
    one.tell('Copied.');
    vi.advanceTimersByTime(7000);
    expect(one.news).toBe('Copied.');
    vi.advanceTimersByTime(2000);
    expect(one.news).toBe('');
    vi.useRealTimers();
  });
});
