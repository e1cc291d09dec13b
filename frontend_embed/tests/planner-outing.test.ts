import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { PlannerClient } from '../src/planner/client';
import { Outing } from '../src/planner/outing';
import type { JobState } from '../src/planner/types';

const delivered = vi.fn();

function outing(job: string | null, states: JobState['state'][]): Outing {
  const told = [...states];
  const client = {
    export: () => Promise.resolve({ job, file: '/file.csv' }),
    job: () => Promise.resolve({ state: told.shift() ?? 'done', done: 1, total: 2 }),
  } as unknown as PlannerClient;
  return new Outing(client, vi.fn(), delivered, () => Promise.resolve());
}

describe('taking a file along', () => {
  beforeEach(() => {
    delivered.mockClear();
  });

  it('waits for the job, and only then has the file', async () => {
    const one = outing('/jobs/1/', ['queued', 'running', 'done']);
    const taking = one.take({}, null, 'csv');
    expect([one.busy, one.file]).toEqual([true, '']);
    await taking;
    expect([one.busy, one.file, one.job?.state]).toEqual([false, '/file.csv', 'done']);
    expect(delivered.mock.calls).toEqual([['/file.csv']]);
  });

  it.each(['failed', 'cancelled'] as const)(
    'tells of a job that %s, without a file',
    async (state) => {
      const one = outing('/jobs/1/', ['running', state]);
      await one.take({}, null, 'gpkg');
      expect([one.busy, one.file]).toEqual([false, '']);
      expect(one.failure).toBeInstanceOf(Error);
    },
  );

  it('is given up when another is asked for', async () => {
    const one = outing('/jobs/1/', ['running', 'running', 'running', 'done', 'done']);
    const first = one.take({}, null, 'csv');
    one.forget();
    await first;
    expect([one.format, one.file]).toEqual([null, '']);
    expect(delivered).not.toHaveBeenCalled();
  });
});
