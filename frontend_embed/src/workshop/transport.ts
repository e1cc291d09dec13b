import { Offline, Problem, problemFrom } from '../api/problem';
import type { Job } from './types';

const POLL_MS = 400;
const CSRF_COOKIE = /(?:^|;\s*)csrftoken=([^;]+)/;

export type Follow = (job: Job) => void;

/** The only place of staff's pages that fetches: staff's session, so a cookie and its CSRF token. */
export class Transport {
  constructor(
    private readonly root: string,
    private readonly lang: string,
    private readonly fetcher: typeof fetch = (input, init) => fetch(input, init),
    private readonly pause: (ms: number) => Promise<void> = wait,
  ) {}

  ask<T>(path: string, method = 'GET', body?: unknown, signal?: AbortSignal): Promise<T> {
    return this.at<T>(`${this.root}${path}`, method, body, signal);
  }

  /** The same of an address that the server gave. */
  async at<T>(address: string, method = 'GET', body?: unknown, signal?: AbortSignal): Promise<T> {
    const headers: Record<string, string> = { Accept: 'application/json' };
    if (method !== 'GET') headers['X-CSRFToken'] = CSRF_COOKIE.exec(document.cookie)?.[1] ?? '';
    // Sentences come in the page's language: by a header, for the API knows its parameters and no other.
    headers['Accept-Language'] = this.lang;
    const init: RequestInit = { method, headers, credentials: 'same-origin' };
    if (signal) init.signal = signal;
    if (body instanceof FormData) init.body = body;
    else if (body !== undefined) {
      headers['Content-Type'] = 'application/json';
      init.body = JSON.stringify(body);
    }
    const response = await this.reach(address, init);
    if (!response.ok) throw await problemFrom(response);
    return (response.status === 204 ? null : await response.json()) as T;
  }

  /** Start a task and wait for what it reports. */
  async work(path: string, body: unknown, follow: Follow): Promise<Job['report']> {
    const { job } = await this.ask<{ job: Job }>(path, 'POST', body);
    return (await this.ended(job, follow)).report;
  }

  /** Wait for a task; throws the `Problem` it ended with. */
  async ended(begun: Job, follow: Follow): Promise<Job> {
    let job = begun;
    for (;;) {
      follow(job);
      if (job.state === 'done') return job;
      if (job.state === 'failed' || job.state === 'cancelled') throw problemOf(job);
      await this.pause(POLL_MS);
      job = await this.ask<Job>(`jobs/${job.id}/`);
    }
  }

  private async reach(address: string, init: RequestInit): Promise<Response> {
    try {
      return await this.fetcher(address, init);
    } catch (error) {
      if (error instanceof TypeError) throw new Offline(address, { cause: error });
      throw error;
    }
  }
}

function problemOf(job: Job): Problem {
  const told = (job.report['problem'] ?? {}) as { code?: string; detail?: string };
  return new Problem(
    0,
    job.state === 'cancelled' ? 'cancelled' : (told.code ?? job.state),
    told.detail ?? '',
  );
}

function wait(ms: number): Promise<void> {
  return new Promise((done) => {
    setTimeout(done, ms);
  });
}
