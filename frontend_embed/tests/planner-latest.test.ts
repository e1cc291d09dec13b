import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Latest } from '../src/planner/latest';

beforeEach(() => {
  vi.useFakeTimers();
});

function asked(
  latest: Latest<string>,
  key: string,
): { signal: AbortSignal | null; answer: (text: string) => void } {
  const told: ReturnType<typeof asked> = { signal: null, answer: () => undefined };
  latest.ask(key, (signal) => {
    told.signal = signal;
    return new Promise((done) => {
      told.answer = done;
    });
  });
  return told;
}

describe('the newest question', () => {
  it('is asked at once the first time, then after a pause; the older ones are given up', async () => {
    const latest = new Latest<string>(vi.fn(), 200);
    const first = asked(latest, 'a');
    await vi.advanceTimersByTimeAsync(0);
    expect(first.signal?.aborted).toBe(false);
    const second = asked(latest, 'b');
    expect(first.signal?.aborted).toBe(true);
    const third = asked(latest, 'c');
    await vi.advanceTimersByTimeAsync(200);
    expect(second.signal).toBeNull();
    first.answer('old');
    third.answer('new');
    await vi.advanceTimersByTimeAsync(0);
    expect(latest.value).toBe('new');
    expect(latest.loading).toBe(false);
  });

  it('is not asked twice, but again after it failed', async () => {
    const latest = new Latest<string>(vi.fn(), 0);
    const fetch = vi.fn(() => Promise.reject(new Error('no')));
    latest.ask('a', fetch);
    await vi.advanceTimersByTimeAsync(1);
    expect(latest.failure).toBeInstanceOf(Error);
    latest.ask('a', () => Promise.resolve('yes'));
    await vi.advanceTimersByTimeAsync(1);
    latest.ask('a', fetch);
    await vi.advanceTimersByTimeAsync(1);
    expect([latest.value, fetch.mock.calls.length]).toEqual(['yes', 1]);
  });
});
