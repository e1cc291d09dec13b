import { describe, expect, it } from 'vitest';
import { PlannerClient } from '../src/planner/client';
import { PlannerWords } from '../src/planner/strings/index';
import { Transport } from '../src/workshop/transport';

describe('what pictures say at a place', () => {
  it('is written as in the legend', () => {
    const [fr, it, en] = (['fr', 'it', 'en'] as const).map((lang) => new PlannerWords(lang));
    expect(fr?.value(139.7531, 'm')).toBe('139,8\u00a0m');
    expect(it?.value(-0.012345, '')).toBe('-0,01235');
    expect(en?.value(12345.67, 'm')).toBe('12346\u00a0m');
  });

  it('is asked of each in the name of staff, as are the plans', async () => {
    const asked: [string, RequestInit | undefined][] = [];
    const answer = (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
      asked.push([input as string, init]);
      return Promise.resolve(new Response('{}'));
    };
    const client = new PlannerClient(new Transport('/api/v1/planner/valley/', 'fr', answer));
    await client.values(['relief', 'noise'], [7.25, 44], new AbortController().signal);
    await client.locate('valley', [7.25, 44]);
    const where = '?lon=7.250000&lat=44.000000';
    expect(asked.map(([address]) => address)).toEqual([
      `/api/v1/planner/valley/layers/relief/value/${where}`,
      `/api/v1/planner/valley/layers/noise/value/${where}`,
      `/api/v1/perimeters/valley/locate/${where}`,
    ]);
    expect(asked.every(([, init]) => init?.credentials === 'same-origin')).toBe(true);
  });
});
