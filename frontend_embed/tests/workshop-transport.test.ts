import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Offline } from '../src/api/problem';
import { WorkshopClient } from '../src/workshop/client';
import { Session } from '../src/workshop/session';
import { WorkshopWords } from '../src/workshop/strings/index';
import { Transport } from '../src/workshop/transport';
import type { Job } from '../src/workshop/types';

const JOB: Job = {
  id: 'j',
  kind: 'make_boundary',
  state: 'queued',
  phase: '',
  done: 0,
  total: null,
  created_at: '2026-01-01T00:00:00Z',
  report: {},
};

/** A server that gives these answers in turn, and remembers what it was asked. */
function server(...answers: (object | Error)[]): {
  asked: [string, RequestInit][];
  fetcher: typeof fetch;
} {
  const asked: [string, RequestInit][] = [];
  const fetcher = ((input: string, init: RequestInit) => {
    asked.push([input, init]);
    const answer = answers[asked.length - 1];
    if (answer instanceof Error) return Promise.reject(answer);
    const { status = 200, ...body } = { ...answer } as { status?: number };
    return Promise.resolve(new Response(JSON.stringify(body), { status }));
  }) as typeof fetch;
  return { asked, fetcher };
}

function sessionOf(fetcher: typeof fetch): Session {
  const transport = new Transport('/api/v1/workshop/valley/', 'fr', fetcher, () =>
    Promise.resolve(),
  );
  const nothing = (): void => undefined;
  return new Session(
    new WorkshopClient('valley', transport),
    new WorkshopWords('fr'),
    nothing,
    nothing,
  );
}

beforeEach(() => {
  vi.stubGlobal('document', { cookie: 'a=b; csrftoken=t0ken' });
});
afterEach(() => {
  vi.unstubAllGlobals();
});

describe('the workshop', () => {
  it('waits for a task, tells how far it is, and asks for what it made', async () => {
    const { asked, fetcher } = server(
      { job: JOB },
      { ...JOB, state: 'running', done: 1, total: 3 },
      { ...JOB, state: 'done', report: { boundary: 7 } },
      { number: 7 },
    );
    const far: number[] = [];
    const session = sessionOf(fetcher);
    const made = await session.run('Making', (follow) =>
      session.client.draft({ from: 'units', units: [1] }, MAKING, (job) => {
        far.push(job.done);
        follow(job);
      }),
    );
    expect(made?.number).toBe(7);
    expect(far).toEqual([0, 1, 0]);
    expect(asked.map(([path]) => path.slice('/api/v1/workshop/valley/'.length))).toEqual([
      'boundaries/',
      'jobs/j/',
      'jobs/j/',
      'boundaries/7/',
    ]);
    expect(new Headers(asked[0]?.[1].headers).get('X-CSRFToken')).toBe('t0ken');
    expect(session.work).toBeNull();
  });

  it('says what the server said when a task fails', async () => {
    const problem = { code: 'crs_missing', detail: 'Quel système ?' };
    const { fetcher } = server({ job: { ...JOB, state: 'failed', report: { problem } } });
    const session = sessionOf(fetcher);
    expect(
      await session.run('', () => session.client.publish(1, null, false, () => undefined)),
    ).toBeUndefined();
    expect([session.refusalCode, session.refusal]).toEqual(['crs_missing', 'Quel système ?']);
  });

  it('explains that somebody else published meanwhile', async () => {
    const { fetcher } = server({ status: 409, code: 'published_meanwhile', detail: 'x' });
    const session = sessionOf(fetcher);
    await session.run('', () => session.client.publish(2, 1, false, () => undefined));
    expect(session.refusal).toContain('entre-temps');
  });

  it('says when a stopped task changed nothing, and when there is no network', async () => {
    const { fetcher } = server(
      { job: { ...JOB, state: 'cancelled' } },
      new TypeError('Failed to fetch'),
    );
    const session = sessionOf(fetcher);
    await session.run('', () => session.client.publish(2, 1, false, () => undefined));
    expect(session.refusalCode).toBe('cancelled');
    await session.run('', () => session.client.overview());
    expect(session.refusalCode).toBe('offline');
    await expect(sessionOf(server(new TypeError('x')).fetcher).client.overview()).rejects.toThrow(
      Offline,
    );
  });
});

const MAKING = { close_gaps_m: null, tolerance_m: 10, source: '', source_date: null, licence: '' };
